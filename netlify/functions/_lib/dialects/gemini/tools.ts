import { z } from 'zod'
import type { Tool, ToolChoice } from '../../domain/chat.ts'
import { badField, CANNOT_TRANSLATE, readObject } from '../body-fields.ts'
import type { TranslatedRequest } from '../dialect.ts'
import {
  type Fields,
  fieldsOf,
  itemsIn,
  nameValue,
  objectIn,
  refuseOtherFields,
  requiredIn,
  textValue,
  valueIn,
} from './fields.ts'
import { jsonSchemaOf } from './schema.ts'

const TOOL_FIELDS = new Set(['functionDeclarations'])
const DECLARATION_FIELDS = new Set(['name', 'description', 'parameters', 'parametersJsonSchema', 'behavior'])
/** The last two are about tools that run at Google, of which there are none. */
const CONFIG_FIELDS = new Set(['functionCallingConfig', 'retrievalConfig', 'includeServerSideToolInvocations'])
const CALLING_FIELDS = new Set(['mode', 'allowedFunctionNames', 'streamFunctionCallArguments'])

/** @throws GatewayError BAD_REQUEST naming the field that no other dialect can express */
export const translateTools = (request: Fields): Pick<TranslatedRequest, 'tools' | 'toolChoice'> => {
  const declared: Tool[] = []
  for (const { value, path } of itemsIn(request, 'tools')) {
    const tool = fieldsOf(value, path)
    refuseOtherFields(tool, TOOL_FIELDS)
    for (const item of itemsIn(tool, 'functionDeclarations')) declared.push(toolOf(fieldsOf(item.value, item.path)))
  }
  const config = objectIn(request, 'toolConfig')
  if (!config) return declared.length === 0 ? {} : { tools: declared }
  refuseOtherFields(config, CONFIG_FIELDS)
  const calling = objectIn(config, 'functionCallingConfig')
  if (declared.length === 0) return {}
  if (!calling) return { tools: declared }
  refuseOtherFields(calling, CALLING_FIELDS)
  const { tools, toolChoice } = choiceOf(calling, declared)
  return { tools, ...(toolChoice !== undefined && { toolChoice }) }
}

const toolOf = (declaration: Fields): Tool => {
  refuseOtherFields(declaration, DECLARATION_FIELDS)
  const behavior = valueIn(declaration, 'behavior', textValue)
  if (behavior !== undefined && !['UNSPECIFIED', 'BLOCKING'].includes(behavior)) {
    throw badField(declaration.byName.get('behavior')?.path ?? declaration.path, CANNOT_TRANSLATE)
  }
  const description = valueIn(declaration, 'description', textValue)
  return {
    name: requiredIn(declaration, 'name', nameValue),
    ...(description !== undefined && { description }),
    parameters: parametersOf(declaration),
  }
}

const parametersOf = (declaration: Fields): Tool['parameters'] => {
  const schema = declaration.byName.get('parametersJsonSchema')
  if (schema) return readObject(schema.value, schema.path)
  const googles = declaration.byName.get('parameters')
  return googles ? jsonSchemaOf(googles.value, googles.path) : { type: 'object', properties: {} }
}

type Choice = { tools: readonly Tool[]; toolChoice: ToolChoice | undefined }

/** VALIDATED leaves the choice to the model and holds the arguments to their schema, which others call a strict function. */
const choiceOf = (calling: Fields, tools: readonly Tool[]): Choice => {
  const mode = valueIn(calling, 'mode', modeValue)
  const allowed = allowedTools(calling, tools)
  if (mode !== 'ANY' && allowed.length < tools.length) throw badField(allowedPath(calling), CANNOT_TRANSLATE)
  switch (mode) {
    case undefined:
    case 'MODE_UNSPECIFIED':
      return { tools, toolChoice: undefined }
    case 'AUTO':
      return { tools, toolChoice: 'auto' }
    case 'VALIDATED':
      return { tools: tools.map((tool) => ({ ...tool, strict: true })), toolChoice: 'auto' }
    case 'NONE':
      return { tools, toolChoice: 'none' }
    case 'ANY':
      return anyOf(tools, allowed, calling)
  }
}

/** One of several can be said by leaving the others out: a model calls only what it was told of. */
const anyOf = (tools: readonly Tool[], allowed: readonly Tool[], calling: Fields): Choice => {
  const [only, another] = allowed
  if (only === undefined) throw badField(allowedPath(calling), 'names no function that is declared')
  if (allowed.length === tools.length) return { tools, toolChoice: 'required' }
  return another === undefined ? { tools, toolChoice: { name: only.name } } : { tools: allowed, toolChoice: 'required' }
}

const modeValue = z.enum(['MODE_UNSPECIFIED', 'AUTO', 'ANY', 'NONE', 'VALIDATED'], 'is no mode of function calling')

const allowedTools = (calling: Fields, tools: readonly Tool[]): readonly Tool[] => {
  const names = new Set<string>()
  for (const { value, path } of itemsIn(calling, 'allowedFunctionNames')) {
    if (typeof value !== 'string') throw badField(path, 'is not a text')
    names.add(value)
  }
  return names.size === 0 ? tools : tools.filter(({ name }) => names.has(name))
}

const allowedPath = (calling: Fields): string => calling.byName.get('allowedFunctionNames')?.path ?? calling.path

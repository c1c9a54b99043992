import { Code, Group, List, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Copy } from '../../../shared/copy.tsx'
import { JsonBlock } from '../../../shared/json-block.tsx'
import { MarkedText } from '../../../shared/marked-text.tsx'
import { Answers } from './answers.tsx'
import { Command } from './command.tsx'
import { curlOf, exampleOf, modelKind } from './curl-of.ts'
import { FieldTable } from './field-table.tsx'
import { MethodBadge } from './method-badge.tsx'
import { isScheduled, type Endpoint, type Reference } from './openapi.ts'
import { schemaRows } from './schema-rows.ts'
import { useCallableModels } from './use-callable-models.ts'

type Props = { reference: Reference; endpoint: Endpoint; base: string }

/** One endpoint: who may call, what they send, what comes of it. */
export const EndpointView = ({ reference, endpoint, base }: Props) => {
  const { method, path, operation } = endpoint
  const body = operation.requestBody?.content?.['application/json']
  const example = body && exampleOf(body)
  return (
    <Stack gap="lg">
      <Stack gap="xs">
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <MethodBadge method={isScheduled(endpoint) ? 'clock' : method} size="lg" />
          <Title order={2} size="h4" className="kx-mono" style={{ overflowWrap: 'anywhere' }}>
            {isScheduled(endpoint) ? path.replace('/.netlify/functions/', '') : path}
          </Title>
          {!isScheduled(endpoint) && <Copy text={base + path} what="the address" />}
        </Group>
        <Text>{operation.summary}</Text>
        {endpoint.alike.length > 0 && !isScheduled(endpoint) && (
          <Text size="sm">{endpoint.alike.join(', ')}: the same.</Text>
        )}
        {operation.description !== undefined && (
          <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
            <MarkedText text={operation.description} />
          </Text>
        )}
      </Stack>
      {isScheduled(endpoint) ? (
        <Part title="Who may call">
          <Text size="sm">
            Nobody: it has no URL. It is run by the clock, <Code>{operation['x-schedule']}</Code> in UTC.
          </Text>
        </Part>
      ) : (
        <>
          <Part title="Who may call">
            <Callers reference={reference} endpoint={endpoint} />
          </Part>
          <Part title="Try it">
            <TryIt endpoint={endpoint} base={base} />
          </Part>
        </>
      )}
      {operation.parameters !== undefined && operation.parameters.length > 0 && (
        <Part title="Parameters">
          <FieldTable
            label="Parameters"
            rows={operation.parameters.map(({ name, in: place, required, description = '', schema = {} }) => ({
              path: `${place} ${name}`,
              name,
              type: `${place}, ${Array.isArray(schema.enum) ? schema.enum.join(' | ') : String(schema.type ?? 'text')}`,
              required: required === true,
              description,
              depth: 0,
            }))}
          />
        </Part>
      )}
      {body?.schema !== undefined && (
        <Part title="Body">
          <FieldTable label="Body" rows={schemaRows(reference, body.schema)} />
          {example !== undefined && <JsonBlock value={example} what="the body" />}
        </Part>
      )}
      {!isScheduled(endpoint) && (
        <Part title="Answers">
          <Answers reference={reference} answers={operation.responses ?? {}} />
        </Part>
      )}
    </Stack>
  )
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <Stack gap="xs" component="section">
    <Title order={3} size="h5">
      {title}
    </Title>
    {children}
  </Stack>
)

const TryIt = ({ endpoint, base }: { endpoint: Endpoint; base: string }) => {
  const models = useCallableModels()
  const kind = modelKind(endpoint)
  return (
    <>
      {kind !== undefined && models !== undefined && models[kind] === undefined && (
        <Text size="sm">No such model answers here yet: a vendor’s key is missing.</Text>
      )}
      <Command text={curlOf(endpoint, base, models)} what="the command" />
    </>
  )
}

const Callers = ({ reference, endpoint: { operation } }: { reference: Reference; endpoint: Endpoint }) => {
  const names = (operation.security ?? []).flatMap((scheme) => Object.keys(scheme))
  if (names.length === 0) return <Text size="sm">Anybody; it takes no credential.</Text>
  return (
    <List size="sm">
      {names.map((name) => (
        <List.Item key={name}>
          <MarkedText text={reference.components?.securitySchemes?.[name]?.description ?? name} />
        </List.Item>
      ))}
    </List>
  )
}

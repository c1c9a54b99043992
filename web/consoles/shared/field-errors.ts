import type { ApiError } from './api.ts'

/** A refusal, sorted for a form: what belongs at which input, and what belongs to none. */
export type FieldErrors<Field extends string> = {
  at: (field: Field) => string | undefined
  /** What no input of the form can show. */
  rest: ApiError | null
}

/** The gateway names the field of a body or a query that it refuses; `fields` are those that the form has an input for. */
export const fieldErrors = <Field extends string>(
  error: ApiError | null,
  fields: readonly Field[],
): FieldErrors<Field> => {
  const named = error?.body['field']
  const path = typeof named === 'string' ? named : ''
  // `allowed_models.openai.0` is about the input of allowed_models.
  const found = fields.find((field) => path === field || path.startsWith(`${field}.`))
  return {
    at: (field) => (error !== null && field === found ? problemOf(error.message, path) : undefined),
    rest: found === undefined ? error : null,
  }
}

/** The message without the name of the field, which the input's label says. */
const problemOf = (message: string, path: string): string => {
  const problem = message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message
  return problem.charAt(0).toUpperCase() + problem.slice(1)
}

import { expect, test } from 'vitest'
import { ApiError } from '../../../web/consoles/shared/api.ts'
import { fieldErrors } from '../../../web/consoles/shared/field-errors.ts'

const refusal = (error: string, field?: string) => new ApiError(400, { error, code: 'BAD_REQUEST', field }, 'r-1')
const FIELDS = ['email', 'allowed_models'] as const

test('a refusal is shown at the input that it names, without the name', () => {
  const errors = fieldErrors(refusal('email: is empty', 'email'), FIELDS)
  expect(errors.at('email')).toBe('Is empty')
  expect(errors.at('allowed_models')).toBeUndefined()
  expect(errors.rest).toBeNull()
})

test('what is wrong inside a list belongs to the input of the list', () => {
  const errors = fieldErrors(refusal('allowed_models.openai.0: is empty', 'allowed_models.openai.0'), FIELDS)
  expect(errors.at('allowed_models')).toBe('Is empty')
})

test('a message that does not begin with the field is shown as it is', () => {
  const taken = new ApiError(409, { error: 'Another customer has this', code: 'CONFLICT', field: 'email' }, undefined)
  expect(fieldErrors(taken, FIELDS).at('email')).toBe('Another customer has this')
})

test.each([refusal('plan_name: is empty', 'plan_name'), refusal('emails: is empty', 'emails'), refusal('It failed')])(
  'what no input can show is left over: %s',
  (error) => {
    const errors = fieldErrors(error, FIELDS)
    expect(errors.rest).toBe(error)
    for (const field of FIELDS) expect(errors.at(field)).toBeUndefined()
  },
)

test('no failure, no errors', () => {
  expect(fieldErrors(null, FIELDS).rest).toBeNull()
})

/** The vector that the stub vendor gives the nth input (the first is 0): sixteenths, which 32-bit floats hold exactly. */
export const stubVector = (nth: number, dimensions = 4): number[] =>
  Array.from({ length: dimensions }, (_, at) => (nth + 1) / 2 - at / 16)

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

const numberIn = (value: unknown, name: string): number | undefined => {
  const found = field(value, name)
  return typeof found === 'number' ? found : undefined
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])

const base64 = (vector: number[]): string => Buffer.from(Float32Array.from(vector).buffer).toString('base64')

/** OpenAI's answer; `input` is the usage that it reports. A list of numbers is one input. */
export const openaiEmbeddings = (input: number | undefined, body: unknown): unknown => {
  const given = field(body, 'input')
  const inputs = Array.isArray(given) && typeof given[0] === 'number' ? [given] : listOf(given)
  const dimensions = numberIn(body, 'dimensions') ?? numberIn(body, 'output_dimension')
  const write = field(body, 'encoding_format') === 'base64' ? base64 : (vector: number[]) => vector
  return {
    object: 'list',
    data: inputs.map((_, index) => ({ object: 'embedding', index, embedding: write(stubVector(index, dimensions)) })),
    model: field(body, 'model'),
    ...(input !== undefined && { usage: { prompt_tokens: input, total_tokens: input } }),
    of_the_vendor: true,
  }
}

const usageMetadata = (input: number | undefined) =>
  input === undefined ? {} : { usageMetadata: { promptTokenCount: input } }

export const geminiEmbedding = (input: number | undefined, body: unknown): unknown => ({
  embedding: { values: stubVector(0, numberIn(body, 'outputDimensionality')) },
  ...usageMetadata(input),
})

export const geminiEmbeddingBatch = (input: number | undefined, body: unknown): unknown => ({
  embeddings: listOf(field(body, 'requests')).map((request, index) => ({
    values: stubVector(index, numberIn(request, 'outputDimensionality')),
  })),
  ...usageMetadata(input),
})

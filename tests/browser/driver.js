// Runs in the page, before the client: drives it, and notes what it says.

const seen = { meta: [], deltas: [], statuses: [], progress: [], done: [] }
window.seen = seen

const stop = new AbortController()
window.giveUp = () => stop.abort()

window.ask = async (options) => {
  try {
    const result = await window.KaixuClient.autoChat({
      ...options,
      signal: stop.signal,
      onMeta: (meta) => seen.meta.push(meta),
      onDelta: (text) => seen.deltas.push(text),
      onStatus: ({ status, reason }) => seen.statuses.push(reason === undefined ? status : `${status}: ${reason.kind}`),
      onProgress: (progress) => seen.progress.push(progress),
      onDone: (done) => seen.done.push(done),
    })
    return { result, ...seen }
  } catch (error) {
    const isOurs = error instanceof window.KaixuClient.KaixuError
    return { error: { isOurs, message: error.message, ...error }, ...seen }
  }
}

/** The gateway's own database in the embedded PostgreSQL. */
export const EMBEDDED_DATABASE = 'kaixu'

/** Where a database of the embedded PostgreSQL answers. */
export const embeddedUrl = (port: number, password: string, database = EMBEDDED_DATABASE): string =>
  `postgres://kaixu:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`

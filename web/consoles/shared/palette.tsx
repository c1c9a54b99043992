import { Spotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { useState, type ComponentType } from 'react'
import { useLocation } from 'wouter'
import type { Place } from './shell.tsx'

/** Looks for things that are no screens; `alone` when no screen matches either, and somebody has to say so. */
export type Finder = ComponentType<{ query: string; alone: boolean }>

/** ⌘K: goes to a screen, or to what the console's finder finds. */
export const Palette = ({ places, finder: Found }: { places: readonly Place[]; finder?: Finder | undefined }) => {
  const [query, setQuery] = useState('')
  const [, navigate] = useLocation()
  const asked = query.trim()
  const matching = places.filter(({ title }) => title.toLowerCase().includes(asked.toLowerCase()))
  return (
    <Spotlight.Root query={query} onQueryChange={setQuery} scrollable>
      <Spotlight.Search placeholder="Go to…" leftSection={<IconSearch size={18} />} aria-label="Go to" />
      <Spotlight.ActionsList>
        {matching.map(({ path, title, icon: Icon }) => (
          <Spotlight.Action
            key={path}
            label={title}
            leftSection={<Icon size={18} />}
            highlightQuery
            onClick={() => navigate(path)}
          />
        ))}
        {Found !== undefined && <Found query={asked} alone={matching.length === 0} />}
        {Found === undefined && matching.length === 0 && (
          <Spotlight.Empty>There is no screen of that name</Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

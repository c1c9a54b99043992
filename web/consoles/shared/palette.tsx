import { Spotlight, useSpotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { Suspense, useState, type ComponentType } from 'react'
import { useLocation } from 'wouter'
import { keepRowChosen } from './chosen-row.ts'
import { palette, paletteStore } from './palette-store.ts'
import type { Place } from './place.ts'
import { useEscape } from './use-escape.ts'

/** Looks for things that are no screens; `alone` when no screen matches either, and somebody has to say so. */
export type Finder = ComponentType<{ query: string; alone: boolean }>

/** ⌘K: goes to a screen, or to what the console's finder finds. */
export const Palette = ({ places, finder: Found }: { places: readonly Place[]; finder?: Finder | undefined }) => {
  const [query, setQuery] = useState('')
  const [, navigate] = useLocation()
  useEscape(useSpotlight(paletteStore).opened, palette.close)
  const asked = query.trim()
  const matching = places.filter(({ title }) => title.toLowerCase().includes(asked.toLowerCase()))
  return (
    // The shell has the shortcut, so that it works from the first moment.
    <Spotlight.Root
      store={paletteStore}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      closeOnEscape={false}
      scrollable
      // It has no title that would name it.
      attributes={{ content: { 'aria-label': 'Go anywhere' } }}
      // Half transparent it could not be read on the row that is chosen.
      styles={{ actionDescription: { opacity: 1 } }}
    >
      <Spotlight.Search placeholder="Go to…" leftSection={<IconSearch size={18} />} aria-label="Go to" />
      <Spotlight.ActionsList ref={keepRowChosen}>
        {matching.map(({ path, title, icon: Icon }) => (
          <Spotlight.Action
            key={path}
            label={title}
            leftSection={<Icon size={18} />}
            highlightQuery
            onClick={() => navigate(path)}
          />
        ))}
        <Suspense>{Found !== undefined && <Found query={asked} alone={matching.length === 0} />}</Suspense>
        {Found === undefined && matching.length === 0 && (
          <Spotlight.Empty>There is no screen of that name</Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

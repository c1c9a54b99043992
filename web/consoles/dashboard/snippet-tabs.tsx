import { Box, Code, Tabs } from '@mantine/core'
import { Copy } from '../shared/copy.tsx'
import type { Snippet } from './snippets.ts'

/** The same thing in several languages, each ready to be copied. */
export const SnippetTabs = ({ label, snippets }: { label: string; snippets: readonly Snippet[] }) => (
  <Tabs defaultValue={snippets[0]?.id ?? null} keepMounted={false}>
    <Tabs.List aria-label={label} style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }}>
      {snippets.map(({ id, label: name }) => (
        <Tabs.Tab key={id} value={id} style={{ flexShrink: 0 }}>
          {name}
        </Tabs.Tab>
      ))}
    </Tabs.List>
    {snippets.map(({ id, label: name, code }) => (
      <Tabs.Panel key={id} value={id} pt="xs">
        <Box pos="relative">
          <Code block tabIndex={0} aria-label={`${name} code`} style={{ paddingRight: 40, maxHeight: 420 }}>
            {code}
          </Code>
          <Box pos="absolute" top={6} right={6} bg="var(--mantine-color-default)" bdrs="sm">
            <Copy text={code} what={`the ${name} code`} />
          </Box>
        </Box>
      </Tabs.Panel>
    ))}
  </Tabs>
)

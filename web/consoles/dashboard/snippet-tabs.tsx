import { Tabs } from '@mantine/core'
import { CodeBlock } from './code-block.tsx'
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
      <Tabs.Panel key={id} value={id} pt="sm">
        <CodeBlock title={name} what={`the ${name} code`} code={code} />
      </Tabs.Panel>
    ))}
  </Tabs>
)

import { Accordion, Group } from '@mantine/core'
import type { AuditRow } from '../../../shared/answers.ts'
import { Copy } from '../../../shared/copy.tsx'
import { DetailDrawer } from '../../../shared/detail-drawer.tsx'
import { Facts } from '../../../shared/facts.tsx'
import { Instant } from '../../../shared/instant.tsx'
import { JsonBlock } from '../../../shared/json-block.tsx'
import { actionName } from './action-names.ts'
import { Actor, Target } from './audit-names.tsx'
import { describe, type Detail } from './describe.ts'

/** One change: who made it, to what, and what it was; and the record as it is kept. */
export const AuditDrawer = ({ row: opened, close }: { row: AuditRow | undefined; close: () => void }) => (
  <DetailDrawer row={opened} title={({ action }) => actionName(action)} close={close}>
    {(row) => (
      <>
        <Facts
          of={[
            ['Time', <Instant at={row.created_at} precision="second" />],
            ['Actor', <Actor of={row} />],
            ['Target', <Target of={row} />],
            ...describe(row).map((detail) => [detail.name, <Said detail={detail} />] as const),
          ]}
        />
        <Accordion variant="contained">
          <Accordion.Item value="raw">
            <Accordion.Control>Raw record</Accordion.Control>
            <Accordion.Panel>
              <JsonBlock value={row} what="the record" />
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
      </>
    )}
  </DetailDrawer>
)

const Said = ({ detail: { name, text, id } }: { detail: Detail }) =>
  id === undefined ? (
    <>{text}</>
  ) : (
    <Group gap={4} wrap="nowrap">
      <span className="kx-mono">{text}</span>
      <Copy text={id} what={`the ${name.toLowerCase()}`} />
    </Group>
  )

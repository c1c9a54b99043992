import { DataList } from '@mantine/core'
import type { ReactNode } from 'react'

/** As wide as it may be and no wider, so that the values stand below each other. */
const LABEL = { whiteSpace: 'normal', width: 'var(--data-list-label-width)', flexShrink: 0 } as const

/** What is known about one thing: names and values, in the order given; what is undefined is left out. */
export const Facts = ({ of }: { of: readonly (readonly [name: string, value: ReactNode])[] }) => (
  <DataList withDivider labelWidth="min(150px, 36%)" gap="xs">
    {of.flatMap(([name, value]) =>
      value === undefined
        ? []
        : [
            <DataList.Item key={name}>
              <DataList.ItemLabel style={LABEL}>{name}</DataList.ItemLabel>
              <DataList.ItemValue style={{ overflowWrap: 'anywhere', minWidth: 0 }}>{value}</DataList.ItemValue>
            </DataList.Item>,
          ],
    )}
  </DataList>
)

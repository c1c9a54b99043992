import { NavLink, ScrollArea, Text } from '@mantine/core'
import { MethodBadge } from './method-badge.tsx'
import { isScheduled, type Endpoint, type Reference } from './openapi.ts'

type Props = {
  reference: Reference
  endpoints: readonly Endpoint[]
  opened: Endpoint | undefined
  open: (id: string | undefined) => void
}

/** The endpoints by what they are for. */
export const EndpointList = ({ reference, endpoints, opened, open }: Props) => (
  <ScrollArea.Autosize
    mah="calc(100vh - 220px)"
    mt="xs"
    viewportProps={{ tabIndex: 0 }}
    component="nav"
    aria-label="Endpoints"
  >
    <NavLink component="button" label="Where to start" active={opened === undefined} onClick={() => open(undefined)} />
    {(reference.tags ?? []).map(({ name }) => {
      const ofTag = endpoints.filter(({ tag }) => tag === name)
      return ofTag.length === 0 ? null : (
        <div key={name}>
          <Text size="xs" c="dimmed" px="sm" pt="sm" pb={4} tt="capitalize">
            {name}
          </Text>
          {ofTag.map((endpoint) => (
            <NavLink
              key={endpoint.id}
              component="button"
              py={4}
              label={endpoint.path.replace('/.netlify/functions/', '')}
              rightSection={<MethodBadge method={isScheduled(endpoint) ? 'clock' : endpoint.method} size="xs" />}
              active={endpoint.id === opened?.id}
              {...(endpoint.id === opened?.id ? { 'aria-current': 'true' as const } : {})}
              onClick={() => open(endpoint.id)}
            />
          ))}
        </div>
      )
    })}
    {endpoints.length === 0 && (
      <Text size="sm" c="dimmed" p="sm">
        No endpoint matches.
      </Text>
    )}
  </ScrollArea.Autosize>
)

import {
  ActionIcon,
  AppShell,
  Burger,
  Group,
  NavLink,
  ScrollArea,
  Text,
  Title,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core'
import { useDisclosure, useHotkeys } from '@mantine/hooks'
import { IconLogout, IconMoon, IconQuestionMark, IconSearch, IconSun } from '@tabler/icons-react'
import { lazy, Suspense, type ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { BaseNotice } from './base-notice.tsx'
import { BaseSwitch } from './base-switch.tsx'
import { DiscardQuestion } from './discard-question.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { PALETTE_KEYS } from './palette-keys.ts'
import { palette } from './palette-store.ts'
import type { Finder } from './palette.tsx'
import type { Place } from './place.ts'
import { useSession } from './session.tsx'
import { leave } from './unsaved.ts'
import { useFocusOnArrival } from './use-focus-on-arrival.ts'
import { whenIdle } from './when-idle.ts'

const Overlays = lazy(() => whenIdle().then(() => import('./overlays.tsx')))

type Props = {
  name: string
  places: readonly Place[]
  /** What the palette finds besides screens. */
  finder?: Finder
  children: ReactNode
}

/** Header, navigation, palette and help around the screens of a console. */
export const Shell = ({ name, places, finder, children }: Props) => {
  const [menuOpen, menu] = useDisclosure()
  const [helpOpen, help] = useDisclosure()
  const [location] = useLocation()
  useFocusOnArrival(location)
  useHotkeys([
    ['/', focusSearch],
    // Where the keyboard has it above a digit.
    ['shift+/', focusSearch],
    ['shift+?', help.open],
  ])
  // From a field, too, of which one may be the palette's own while it closes. Should the palette not be there yet, it is open when it comes.
  useHotkeys([['mod+K', palette.open]], [], true)
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !menuOpen } }}
      padding="lg"
    >
      <a
        href="#main"
        className="kx-skip"
        onClick={(event) => {
          // The address is where one is, and not where on the page.
          event.preventDefault()
          document.querySelector<HTMLElement>('main')?.focus()
        }}
      >
        Skip to content
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap">
            <Burger opened={menuOpen} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label="Navigation" />
            <img src="/icon.svg" alt="" width={24} height={24} />
            <Title order={2} size="h5" component="p" visibleFrom="xs">
              {name}
            </Title>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <Tooltip label={`Go anywhere (${PALETTE_KEYS})`}>
              <ActionIcon variant="default" onClick={palette.open} aria-label="Go anywhere">
                <IconSearch size={16} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label="Keyboard (?)">
              <ActionIcon variant="default" onClick={help.open} aria-label="Keyboard help" visibleFrom="xs">
                <IconQuestionMark size={16} />
              </ActionIcon>
            </Tooltip>
            <BaseSwitch compact />
            <SchemeSwitch />
            <SignOut />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Screens">
        <ScrollArea>
          {places.map(({ path, title, icon: Icon, group }, index) => (
            <div key={path}>
              {group !== undefined && group !== places[index - 1]?.group && (
                <Text size="xs" c="dimmed" px="sm" pt="sm" pb={4}>
                  {group}
                </Text>
              )}
              <NavLink
                component={Link}
                href={path}
                label={title}
                leftSection={<Icon size={16} />}
                active={isAt(location, path)}
                onClick={menu.close}
                {...(isAt(location, path) ? { 'aria-current': 'page' as const } : {})}
              />
            </div>
          ))}
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <BaseNotice />
        <ErrorBoundary place={location}>
          <Suspense fallback={<Text c="dimmed">Loading…</Text>}>{children}</Suspense>
        </ErrorBoundary>
      </AppShell.Main>
      <ErrorBoundary place={location} instead={null}>
        <Suspense>
          <Overlays places={places} finder={finder} help={{ opened: helpOpen, close: help.close }} />
        </Suspense>
      </ErrorBoundary>
      <DiscardQuestion />
    </AppShell>
  )
}

const isAt = (location: string, path: string): boolean =>
  path === '/' ? location === '/' : location === path || location.startsWith(`${path}/`)

/** Lists mark their search field with this attribute. */
const focusSearch = (): void => {
  document.querySelector<HTMLInputElement>('[data-list-search]')?.focus()
}

const SchemeSwitch = () => {
  const { setColorScheme } = useMantineColorScheme()
  const isDark = useComputedColorScheme('light') === 'dark'
  const label = isDark ? 'Light' : 'Dark'
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" onClick={() => setColorScheme(isDark ? 'light' : 'dark')} aria-label={label}>
        {isDark ? <IconSun size={16} /> : <IconMoon size={16} />}
      </ActionIcon>
    </Tooltip>
  )
}

const SignOut = () => {
  const { signOut } = useSession()
  return (
    <Tooltip label="Sign out">
      <ActionIcon variant="default" onClick={() => leave(signOut)} aria-label="Sign out">
        <IconLogout size={16} />
      </ActionIcon>
    </Tooltip>
  )
}

import { Empty } from './empty.tsx'
import { PALETTE_KEYS } from './palette-keys.ts'
import { Screen } from './screen.tsx'

/** What is at an address that leads nowhere. */
export const NoSuchScreen = () => (
  <Screen title="No such screen">
    <Empty title="There is nothing at this address">
      Choose a screen from the navigation, or press {PALETTE_KEYS}.
    </Empty>
  </Screen>
)

import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import { Notifications } from '@mantine/notifications'
import { HelpDialog } from './help-dialog.tsx'
import { Palette, type Finder } from './palette.tsx'
import type { Place } from './place.ts'

type Props = {
  places: readonly Place[]
  finder: Finder | undefined
  help: { opened: boolean; close: () => void }
}

/** What lies over the screens now and then: the palette, the help, and notices. Loaded when the first screen is there. */
const Overlays = ({ places, finder, help }: Props) => (
  <>
    <Palette places={places} finder={finder} />
    <HelpDialog {...help} />
    <Notifications position="bottom-right" />
  </>
)

export default Overlays

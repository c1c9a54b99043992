import { createSpotlight } from '@mantine/spotlight'

/** Whether the palette is open and which row is chosen in it, and what opens it. */
export const [paletteStore, palette] = createSpotlight()

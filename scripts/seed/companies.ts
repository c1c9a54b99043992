import { createRandom } from './random.ts'

export type Company = { name: string; email: string }

/** The one customer whose key is shown. */
export const NAMED_COMPANY: Company = { name: 'Northwind Labs', email: 'ops@northwind-labs.example' }

const FIRST = [
  ...[
    'Acorn',
    'Alder',
    'Amber',
    'Anchor',
    'Aspen',
    'Atlas',
    'Beacon',
    'Birch',
    'Bluebird',
    'Bramble',
    'Bright',
    'Cedar',
  ],
  ...[
    'Cinder',
    'Clover',
    'Cobalt',
    'Copper',
    'Coral',
    'Crane',
    'Delta',
    'Driftwood',
    'Ember',
    'Fern',
    'Flint',
    'Foxglove',
  ],
  ...[
    'Garnet',
    'Granite',
    'Harbour',
    'Hazel',
    'Heron',
    'Hollow',
    'Indigo',
    'Ironwood',
    'Juniper',
    'Kestrel',
    'Lantern',
  ],
  ...['Larch', 'Lighthouse', 'Linden', 'Maple', 'Marigold', 'Meadow', 'Mercury', 'Mosaic', 'Nimbus', 'Oak', 'Orchard'],
  ...[
    'Otter',
    'Pebble',
    'Pine',
    'Quarry',
    'Raven',
    'Ridge',
    'River',
    'Rowan',
    'Saffron',
    'Sparrow',
    'Summit',
    'Tamarack',
  ],
  ...['Thistle', 'Tidewater', 'Umber', 'Vesper', 'Willow', 'Winter', 'Yarrow', 'Zephyr'],
]
const SECOND = [
  ...[
    'Analytics',
    'Books',
    'Care',
    'Commerce',
    'Design',
    'Digital',
    'Dynamics',
    'Education',
    'Energy',
    'Finance',
    'Foods',
  ],
  ...[
    'Games',
    'Health',
    'Insurance',
    'Interactive',
    'Law',
    'Logistics',
    'Media',
    'Mobility',
    'Partners',
    'Press',
    'Realty',
  ],
  ...['Research', 'Robotics', 'Security', 'Software', 'Studio', 'Systems', 'Telecom', 'Travel', 'Works'],
]
const DESKS = ['ops', 'billing', 'platform', 'dev', 'it', 'hello', 'finance', 'ai-team']

/** So many companies, each once; the first is always the named one. */
export const companies = (seed: number, count: number): Company[] => {
  const random = createRandom(`${seed}/companies`)
  const names = FIRST.flatMap((first) => SECOND.map((second) => ({ order: random.unit(), name: `${first} ${second}` })))
  const others = names
    .sort((one, other) => one.order - other.order)
    .slice(0, count - 1)
    .map(({ name }) => ({ name, email: `${random.pick(DESKS)}@${slugOf(name)}.example` }))
  return [NAMED_COMPANY, ...others]
}

export const slugOf = (name: string): string => name.toLowerCase().replaceAll(' ', '-')

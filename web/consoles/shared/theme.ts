import { createTheme, type CSSVariablesResolver } from '@mantine/core'

/** A dialog's own header is no second banner of the page. */
const DIALOG = {
  closeButtonProps: { 'aria-label': 'Close' },
  attributes: { header: { role: 'presentation' } },
}

const DIALOG_STYLES = {
  header: { backgroundColor: 'var(--kx-surface)', gap: 'var(--mantine-spacing-xs)' },
  title: { fontWeight: 650, fontSize: 'var(--mantine-font-size-lg)', overflowWrap: 'anywhere' },
  body: { paddingTop: 'var(--mantine-spacing-xs)' },
} as const

/** The options themselves scroll, and stand where their input does: otherwise they belong to no part of the page. */
const OPTIONS = {
  defaultProps: { withScrollArea: false, comboboxProps: { withinPortal: false } },
  styles: { options: { maxHeight: 260, overflowY: 'auto' } },
} as const

/** One accent, quiet greys, tabular figures; the same in both consoles. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: 'md',
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
  headings: { fontWeight: '650' },
  cursorType: 'pointer',
  autoContrast: true,
  components: {
    Tooltip: {
      defaultProps: {
        withArrow: true,
        openDelay: 250,
        multiline: true,
        maw: 420,
        events: { hover: true, focus: true, touch: true },
      },
    },
    NavLink: { styles: { root: { borderRadius: 'var(--mantine-radius-md)' } } },
    Code: { styles: { root: { backgroundColor: 'var(--kx-code)' } } },
    Table: {
      defaultProps: {
        verticalSpacing: 'xs',
        horizontalSpacing: 'md',
        highlightOnHover: true,
        highlightOnHoverColor: 'var(--kx-hover)',
        tabularNums: true,
      },
    },
    Paper: { styles: { root: { backgroundColor: 'var(--kx-surface)' } } },
    AppShell: {
      styles: { header: { backgroundColor: 'var(--kx-surface)' }, navbar: { backgroundColor: 'var(--kx-surface)' } },
    },
    Modal: { defaultProps: { ...DIALOG, centered: true, overlayProps: { blur: 2 } }, styles: DIALOG_STYLES },
    Drawer: { defaultProps: DIALOG, styles: DIALOG_STYLES },
    Select: OPTIONS,
    MultiSelect: OPTIONS,
    Autocomplete: OPTIONS,
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
  },
})

/** Mantine's dimmed texts, placeholders and light variants are too faint on their own grounds for 4.5 : 1, and its notices too loud. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--mantine-color-red-filled': 'var(--mantine-color-red-9)',
    '--mantine-color-red-filled-hover': '#a61e1e',
  },
  light: {
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-placeholder': 'var(--mantine-color-gray-7)',
    '--mantine-color-body': '#f6f7f9',
    '--kx-surface': '#ffffff',
    '--kx-hover': '#f4f5f8',
    '--kx-code': '#eef0f4',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
    '--mantine-color-teal-light': 'var(--mantine-color-teal-0)',
    '--mantine-color-yellow-light': 'var(--mantine-color-yellow-0)',
    '--mantine-color-orange-light': 'var(--mantine-color-orange-0)',
    '--mantine-color-red-light': 'var(--mantine-color-red-0)',
    '--mantine-color-teal-light-color': '#05603f',
    '--mantine-color-yellow-light-color': '#7a4a00',
    '--mantine-color-orange-light-color': '#9c3604',
    '--mantine-color-red-light-color': '#b02525',
  },
  dark: {
    '--mantine-color-body': '#1b1c1f',
    '--mantine-color-text': '#e4e5e8',
    '--mantine-color-default-color': '#e4e5e8',
    '--kx-surface': '#232428',
    '--kx-hover': '#2b2d32',
    '--kx-code': '#2e3037',
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-1)',
    '--mantine-color-teal-light': '#0f2f28',
    '--mantine-color-yellow-light': '#3a2f10',
    '--mantine-color-orange-light': '#3b2613',
    '--mantine-color-red-light': '#3b1d1d',
    '--mantine-color-red-light-color': 'var(--mantine-color-red-3)',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
  },
})

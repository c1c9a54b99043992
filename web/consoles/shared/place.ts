import type { ComponentType } from 'react'

/** A screen in the navigation. */
export type Place = { path: string; title: string; icon: ComponentType<{ size?: number | string }>; group?: string }

import type { Page } from 'playwright-core'
import { findingsOf } from './axe.ts'
import { beyondWidth, drawn, settled } from './in-page.ts'

/** What is wrong with a page wherever it is looked at. */
interface Faults {
  /** Findings of axe. */
  readonly light: readonly string[]
  readonly dark: readonly string[]
  /** Whether a window of 320 pixels scrolls sideways. */
  readonly isTooWide: boolean
}

export const noFaults: Faults = { light: [], dark: [], isTooWide: false }

const wide = { width: 1280, height: 800 }
const narrow = { width: 320, height: 640 }

/** Looks at the open page in both themes and in a narrow window. */
export async function faultsOf(page: Page): Promise<Faults> {
  await settled(page)
  const light = await findingsOf(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  const dark = await findingsOf(page)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(narrow)
  await drawn(page)
  await settled(page)
  const isTooWide = (await beyondWidth(page)) > 0
  await page.setViewportSize(wide)
  return { light, dark, isTooWide }
}

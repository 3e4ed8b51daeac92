/**
 * Takes the pictures of the console that the documents show: docs/pictures/<page>-<theme>.png. They are of a real
 * district, started for them and stopped after, and show what it measured.
 *
 *   node tools/screenshots.ts
 */

import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { at } from '@ferraris/bytes'
import type { Page } from 'playwright-core'
import { findChromium, launchChromium } from '../e2e/src/console/chromium.ts'
import { type RunningDistrict, startDistrict } from '../e2e/src/console/district.ts'
import { settled } from '../e2e/src/console/in-page.ts'
import { signIn, visit } from '../e2e/src/console/visitor.ts'

const folder = resolve(import.meta.dirname, '../docs/pictures')

const chromium = findChromium()
if (!chromium) throw new Error('no Chromium: install it or set CHROMIUM to its path')
await mkdir(folder, { recursive: true })

const [district, browser] = await Promise.all([
  startDistrict({ meters: 200, historyDays: 60, substations: 4, direct: 40, enough: 0.97 }),
  launchChromium(chromium),
])
try {
  const session = await signIn(district.url, district.signIn)
  const serial = await meterWithExport(district)
  const farthest = await farthestMeter(district)
  for (const theme of ['light', 'dark'] as const) {
    const { page, go, leave } = await visit(browser, district.url, session, { theme })
    const shoot = async (name: string) => {
      await settled(page)
      await page.screenshot({ path: join(folder, `${name}-${theme}.png`) })
      console.log(`${name}-${theme}.png`)
    }
    await go('/')
    // The figure of sessions per second gathers a little past.
    await page.waitForTimeout(6000)
    await shoot('overview')
    await go('/meters')
    await shoot('meters')
    await go(`/meters/${serial}?compare`)
    await page.locator('figcaption', { hasText: 'Import' }).waitFor({ state: 'attached' })
    await shoot('meter')
    await go(`/meters/${serial}/frames`)
    await chooseFrame(page)
    await shoot('frames')
    await page.setViewportSize({ width: 1280, height: 900 })
    await go('/network')
    // Each row asks for its own figures.
    await page
      .getByText(/^\d+(\.\d+)?%$/)
      .nth(3)
      .waitFor()
    await shoot('network')
    await go(`/network/concentrators/C1?meter=${farthest}`)
    await page.getByRole('button', { name: 'Read registers' }).click()
    await page.getByText('frames per second').waitFor()
    await page.getByRole('status').getByText('Done').waitFor()
    await shoot('line')
    await go(`/network/concentrators/C1?view=hops&meter=${farthest}`)
    await shoot('line-hops')
    await go('/network/balance')
    await page.getByRole('slider').waitFor()
    await shoot('balance')
    await planActivity(page, go, theme)
    await shoot('activity-check')
    await page.getByRole('button', { name: 'Start the activity' }).click()
    await page
      .getByRole('img', { name: /^Succeeded [1-9]/ })
      .first()
      .waitFor({ timeout: 120_000 })
    await shoot('activity')
    await leave()
  }
} finally {
  await browser.close()
  await district.stop()
}

/** Reads the meter, and points at the object that a request asks for. */
async function chooseFrame(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Read now' }).first().click()
  await page
    .getByRole('option', { name: /get-request-normal/i })
    .first()
    .click()
  await page
    .getByRole('row', { name: /^instanceId/ })
    .first()
    .click()
}

/** Goes through the wizard for the clocks of some directly called meters and of a concentrator, up to the look before the start. */
async function planActivity(page: Page, go: (path: string) => Promise<void>, theme: string): Promise<void> {
  await go('/orders/activities/new?search=FER0000000&concentrator=C1')
  await page
    .getByRole('button', { name: /Choose/ })
    .first()
    .click()
  await page.getByRole('option', { name: 'Set the clock' }).click()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByLabel('Name', { exact: true }).fill(`Clocks of the north, ${theme}`)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText(/meters get an order/).waitFor()
}

/** A meter of a household that also feeds into the grid: its curve has both directions. */
async function meterWithExport({ api }: RunningDistrict): Promise<string> {
  const { items } = await api<{ items: { serial: string }[] }>('/end-devices')
  const { completeness } = await api<{ completeness: { day: string } }>('/summary')
  for (const { serial } of items) {
    const range = `from=${completeness.day}&to=${completeness.day}`
    const blocks = await api<{ items: { values: (number | null)[] }[] }>(
      `/interval-blocks?endDevice=${serial}&obis=1.0.2.8.0.255&${range}`,
    )
    if (blocks.items.some(({ values }) => values.some(value => (value ?? 0) > 0))) return serial
  }
  return at(items, 0).serial
}

/** The meter of the first line that is reached over the most repeaters. */
async function farthestMeter({ api }: RunningDistrict): Promise<string> {
  const { items } = await api<{ items: { aca: string; hops: number; state: string }[] }>(
    '/concentrators/C1/topology',
  )
  const own = items.filter(({ state }) => state === 'adopted')
  return own.reduce((far, node) => (node.hops > far.hops ? node : far)).aca
}

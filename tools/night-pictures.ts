/**
 * Takes the pictures of docs/guide/night-shift.md: docs/pictures/night-*.png. A feeder of a district of its own is without supply, a crew is
 * sent, supply comes back, and a field device closes the work order.
 *
 *   node tools/night-pictures.ts
 */

import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { findChromium, launchChromium } from '../e2e/src/console/chromium.ts'
import { type RunningDistrict, startDistrict } from '../e2e/src/console/district.ts'
import { settled } from '../e2e/src/console/in-page.ts'
import { signIn, visit } from '../e2e/src/console/visitor.ts'

const folder = resolve(import.meta.dirname, '../docs/pictures')
const chromium = findChromium()
if (!chromium) throw new Error('no Chromium: install it or set CHROMIUM to its path')

/** Meters of the district, and those of them that hang on the feeder. */
const meters = 14
const onFeeder = 8
const serials = Array.from({ length: meters }, (_, i) => `FER${String(i + 1).padStart(8, '0')}`)
const dark = serials.slice(0, onFeeder)

const [district, browser] = await Promise.all([
  startDistrict({ meters, historyDays: 20 }),
  launchChromium(chromium),
])
try {
  await district.api('/supply-points', { method: 'PUT', body: { items: serials.map(placeOf) } })
  const session = await signIn(district.url, district.signIn)
  const { page, go, leave } = await visit(browser, district.url, session, { height: 640 })
  await goDark(district)
  await go('/alarms')
  await page.getByRole('link', { name: /Outage/ }).waitFor()
  await page.getByText(`${onFeeder} homes`).waitFor()
  await shoot(page, 'desk')
  await page.getByRole('link', { name: /Outage/ }).click()
  await page.getByRole('button', { name: 'Acknowledge' }).click()
  await page.getByRole('button', { name: 'Take over' }).click()
  await page.getByText('Acknowledged').first().waitFor()
  await page.waitForTimeout(500)
  await shoot(page, 'incident')
  await page.getByRole('button', { name: 'Ask for work on site' }).click()
  await page.waitForURL('**/orders/work')
  await comeBack(district)
  await go('/alarms/incidents/1')
  await page.getByText('Closed').first().waitFor({ timeout: 420_000 })
  await shoot(page, 'over')
  await workOnSite(district)
  await go('/orders/work')
  await page.getByRole('cell', { name: 'Done' }).first().waitFor()
  await page.getByRole('cell').getByRole('button').first().click()
  await shoot(page, 'work')
  await leave()
} finally {
  await browser.close()
  await district.stop()
}

function placeOf(endDevice: string, number: number) {
  return {
    endDevice,
    substation: 'CS-114',
    feeder: number < onFeeder ? 'F3' : 'F1',
    phase: `L${1 + (number % 3)}`,
  }
}

async function shoot(page: Page, name: string): Promise<void> {
  await settled(page)
  await page.screenshot({ path: join(folder, `night-${name}-light.png`) })
  console.log(`night-${name}-light.png`)
}

async function goDark({ api }: RunningDistrict): Promise<void> {
  for (const target of dark) await api('/simulation/faults/outage', { method: 'PUT', body: { target } })
}

async function comeBack({ api }: RunningDistrict): Promise<void> {
  await api('/simulation/faults/outage', { method: 'DELETE' })
}

/** What the crew does with its tablet, once the meters have supply: the work order is issued, done and handed in. */
async function workOnSite({ api, ferraris, url }: RunningDistrict): Promise<void> {
  const { key } = await api<{ key: string }>('/work-orders/key')
  const { items } = await api<{ items: { id: string }[] }>('/work-requests')
  const id = items[0]?.id ?? ''
  await ferraris('field', 'init', '--data', 'field', '--', key)
  await ferraris('field', 'register', 'tablet-7', '--data', 'field', '--head-end', url)
  await ferraris('field', 'approve', 'tablet-7', '--head-end', url)
  await ferraris('work-request', 'issue', id, '--device', 'tablet-7', '--out', 'work.json', '--head-end', url)
  for (const serial of dark)
    await ferraris('field', 'work', 'work.json', '--meter', serial, '--data', 'field')
  await ferraris('field', 'upload', '--data', 'field', '--head-end', url)
}

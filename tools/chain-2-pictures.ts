/**
 * Takes the pictures of docs/guide/chain-2.md: docs/pictures/chain-2-*.png. A home of a district of its own has its power limited, and turns
 * the oven on.
 *
 *   node tools/chain-2-pictures.ts
 */

import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findChromium, launchChromium } from '../e2e/src/console/chromium.ts'
import { type RunningDistrict, startDistrict } from '../e2e/src/console/district.ts'
import { settled } from '../e2e/src/console/in-page.ts'
import { signIn, visit } from '../e2e/src/console/visitor.ts'

const folder = resolve(import.meta.dirname, '../docs/pictures')
const chromium = findChromium()
if (!chromium) throw new Error('no Chromium: install it or set CHROMIUM to its path')

const serial = 'FER00000002'
const [district, browser] = await Promise.all([
  startDistrict({ meters: 12, historyDays: 20, customerDevices: 4 }),
  launchChromium(chromium),
])
try {
  await untilAssociated(district)
  await district.ferraris(
    ...['order', 'create', '--head-end', district.url, '--meter', serial],
    ...['--kind', 'limit', '--watts', '3300', '--wait'],
  )
  const session = await signIn(district.url, district.signIn)
  const { page, go, leave } = await visit(browser, district.url, session, { height: 1340 })
  const path = (name: string) => join(folder, `chain-2-${name}-light.png`)
  await go(`/meters/${serial}/customer`)
  await page.getByText(/quarters that both know are the same/).waitFor()
  await page.getByText('100%').first().waitFor()
  await settled(page)
  await page.screenshot({ path: path('page') })
  await page.getByRole('button', { name: 'Turn the oven on' }).click()
  await page.getByText(/the supply is cut in/).waitFor()
  await page.waitForTimeout(3000)
  await page.getByRole('region', { name: /^In the home/ }).screenshot({ path: path('countdown') })
  await leave()
} finally {
  await browser.close()
  await district.stop()
}

/** The head-end calls the meters of new devices within a minute. */
async function untilAssociated({ api }: RunningDistrict): Promise<void> {
  for (;;) {
    const { items } = await api<{ items: { state: string }[] }>('/customer-associations')
    if (items.length === 4 && items.every(({ state }) => state === 'associated')) return
    await delay(1000)
  }
}

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findingsOf } from './axe.ts'
import { findChromium, launchChromium } from './chromium.ts'
import { processorClock } from './in-page.ts'
import { acaOf, neighboursOf, type PlayedLine, startPlayedLine } from './played-line.fixture.ts'
import { signIn, type Visitor, visit } from './visitor.ts'

const chromium = findChromium()
if (!chromium)
  console.warn('no Chromium: the browser tests of a played line are skipped; set CHROMIUM to its path')

/** Some thousand meters more than any substation has. */
const meters = 1000

/** From nothing: each test goes on where the one before ended, as an operator's first day does. */
describe.skipIf(!chromium)('the network pages of a new head-end', () => {
  let line: PlayedLine
  let browser: Browser
  let guest: Visitor

  beforeAll(async () => {
    ;[line, browser] = await Promise.all([startPlayedLine(), launchChromium(chromium!)])
    guest = await visit(browser, line.url, await signIn(line.url, line.signIn))
  })

  afterAll(async () => {
    await browser?.close()
    await line?.close()
  })

  test('say what to do when there is no concentrator', async () => {
    const { page, go } = guest
    await go('/network')
    await page.getByText('No concentrators yet').waitFor()
    await page.getByText('npx ferraris district start').waitFor()
    expect(await findingsOf(page)).toEqual([])
    await go('/network/new-meters')
    await page.getByText('No new meters').waitFor()
  })

  test('enrol a concentrator and show its credential once', async () => {
    const { page, go } = guest
    await go('/network')
    await page.getByRole('button', { name: 'Enrol concentrator' }).click()
    const dialog = page.getByRole('dialog', { name: 'Enrol a concentrator' })
    await dialog.getByLabel('Name').fill('C1')
    await dialog.getByLabel('Substation').fill('North')
    expect(await findingsOf(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Enrol concentrator' }).click()
    const credential = await dialog.locator('code').innerText()
    expect(await findingsOf(page)).toEqual([])
    // A press beside the sheet does not lose it.
    await page.mouse.click(5, 400)
    await dialog.getByRole('button', { name: 'I have copied it' }).click()
    await page.getByRole('row', { name: /^C1 Not heard yet North/ }).waitFor()
    expect(await page.getByText(credential).count()).toBe(0)

    await go('/network/concentrators/C1')
    await page.getByText('has not called in yet').waitFor()
    // Nothing is simulated here: there is nothing to break.
    expect(await page.getByRole('link', { name: 'Faults' }).count()).toBe(0)
    await line.connect('C1', credential)
  })

  test('put meters that were not enrolled into the inbox, to be accepted or refused', async () => {
    const now = Date.now()
    const stranger = { state: 'new', route: [], snr: 12, signal: 60, success: 0.97, firstHeard: now } as const
    await line.hear([
      { ...stranger, aca: acaOf(5001), serial: 'FER00005001', lastHeard: now },
      { ...stranger, aca: acaOf(5002), lastHeard: now },
    ])
    const { page, go } = guest
    await go('/')
    await page.getByText('2 new meters wait').first().waitFor({ state: 'attached' })
    await go('/network/new-meters')
    await page.getByRole('button', { name: `Refuse ${acaOf(5002)}` }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByText('cannot take this back').waitFor()
    expect(await findingsOf(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Refuse' }).click()
    await page.getByRole('link', { name: 'New meters (1)' }).waitFor()

    await page.getByRole('button', { name: 'Accept FER00005001' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Write key (K1)').fill('too short')
    await form.getByLabel('Read key (K2)').fill('00112233445566778899aabbccddeeff')
    await form.getByRole('button', { name: 'Accept' }).click()
    expect(await form.count(), 'a key that is none is not sent').toBe(1)
    await form.getByLabel('Write key (K1)').fill('ffeeddccbbaa99887766554433221100')
    await form.getByRole('button', { name: 'Accept' }).click()
    await page.getByText('No new meters').waitFor()
    await go('/meters/FER00005001')
    await page.getByRole('link', { name: 'C1', exact: true }).waitFor()
  })

  test('give an order to the concentrator and hear that it is done', async () => {
    const { page, go } = guest
    await go('/network/concentrators/C1/orders')
    await page.getByRole('button', { name: 'Look for meters' }).first().click()
    await page.getByRole('status').getByText('Done').waitFor()
    expect(line.jobs.at(-1)?.task).toEqual({ kind: 'discover' })
    await go('/meters/FER00005001/orders')
    await page.getByRole('button', { name: 'Limit…' }).click()
    await page.getByRole('dialog').getByLabel('Power (W)').fill('4500')
    await page.getByRole('dialog').getByRole('button', { name: 'Limit…' }).click()
    await page.getByText('Limit to 4.50 kW').first().waitFor()
    await page.getByRole('status').getByText('Done').waitFor()
    expect(line.jobs.at(-1)?.task).toEqual({ kind: 'limit', aca: acaOf(5001), watts: 4500 })
  })

  test(`stay usable with ${meters} meters and a flood of frames`, async () => {
    await line.hear(neighboursOf(meters))
    const { page, go } = guest
    await go('/network/concentrators/C1?view=hops')
    await page.locator(`svg[role="img"] [data-aca="${acaOf(meters - 1)}"]`).waitFor({ state: 'attached' })
    expect(await page.locator('svg[role="img"] [data-aca]').count()).toBe(meters)
    // The list holds only rows in sight, whatever the line has.
    expect(await page.getByRole('treeitem').count()).toBeLessThan(60)

    const frames = Array.from({ length: 200 }, (_, i) => ({
      at: Date.now(),
      from: acaOf(i % 90),
      to: acaOf(i + 10),
      hop: i % 4,
      octets: 20 + i,
      ok: i % 9 !== 0,
    }))
    const flood = (async () => {
      for (let i = 0; i < 20; i++) {
        await line.hop(frames)
        await new Promise(resolve => setTimeout(resolve, 50))
      }
    })()
    await page.getByText(/frames per second/).waitFor()
    const processor = await processorClock(page)
    const before = await processor()
    await page.getByRole('tree').focus()
    for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('treeitem', { selected: true }).waitFor()
    expect((await processor()) - before, 'twenty keys and a choice').toBeLessThan(3000)
    await flood
    expect(await page.locator('svg[role="img"] .travelling').count()).toBeLessThanOrEqual(24)

    await page.getByRole('radio', { name: 'Table' }).click()
    expect(await page.getByRole('region', { name: 'Table of the line' }).getByRole('row').count()).toBe(
      meters + 1,
    )
    await page.getByRole('button', { name: /^This line/ }).click()
    await page.getByRole('option', { name: 'Silent ones' }).click()
    await page.waitForURL(/show=silent/)
    expect(await page.getByRole('region', { name: 'Table of the line' }).getByRole('row').count()).toBe(21)
    expect(await findingsOf(page)).toEqual([])
  })

  test('cause no trouble in the browser but the question whether a district is simulated', () => {
    expect(guest.troubles.filter(text => !text.includes('404'))).toEqual([])
  })
})

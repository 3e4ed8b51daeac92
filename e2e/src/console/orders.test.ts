import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findingsOf } from './axe.ts'
import { findChromium, launchChromium } from './chromium.ts'
import { type RunningDistrict, startDistrict } from './district.ts'
import { beyondWidth } from './in-page.ts'
import { type Session, signIn, type VisitOptions, type Visitor, visit } from './visitor.ts'

const chromium = findChromium()

describe.skipIf(!chromium)('orders, activities, files and messages in the console', () => {
  let district: RunningDistrict
  let browser: Browser
  let session: Session
  let serials: string[]

  beforeAll(async () => {
    ;[district, browser] = await Promise.all([
      startDistrict({ meters: 6, historyDays: 3 }),
      launchChromium(chromium!),
    ])
    session = await signIn(district.url, district.signIn)
    serials = (await district.api<{ items: { serial: string }[] }>('/end-devices')).items.map(
      ({ serial }) => serial,
    )
  })
  afterAll(async () => {
    await browser?.close()
    await district?.stop()
  })

  const visitor = async (options: VisitOptions, tour: (guest: Visitor) => Promise<void>) => {
    const guest = await visit(browser, district.url, session, options)
    try {
      await tour(guest)
      expect(guest.troubles).toEqual([])
    } finally {
      await guest.leave()
    }
  }

  test('an order of any kind is given to a directly called meter by a form, and its page shows the steps', async () => {
    await visitor({}, async ({ page, go }) => {
      await go(`/meters/${serials[0]}/orders`)
      await page.getByRole('button', { name: 'Other order…' }).click()
      const dialog = page.getByRole('dialog')
      await dialog
        .getByRole('button', { name: /Choose/ })
        .first()
        .click()
      await page.getByRole('option', { name: 'Limit the power', exact: true }).click()
      await dialog.getByRole('textbox').first().fill('3300')
      expect(await findingsOf(page)).toEqual([])
      await dialog.getByRole('button', { name: 'Give the order' }).click()
      await page
        .getByRole('status')
        .getByText(/Verified|Done/)
        .waitFor()
      await page.getByRole('button', { name: /^Limit to/ }).click()
      await page.getByRole('link', { name: 'Open the page of the order' }).click()
      await page.waitForURL('**/orders/order/*')
      // What was announced of the press is gone from the page then.
      await page.reload()
      await page.getByRole('heading', { name: 'What the meter said of each step' }).waitFor()
      await page.getByText('0 differences in 1 step').waitFor()
      await page.getByRole('listbox', { name: 'Frames exchanged' }).waitFor()
      expect(await findingsOf(page)).toEqual([])
    })
  })

  test('meters chosen in the list become an activity; its page tells how it goes, and gives a report', async () => {
    await visitor({}, async ({ page, go }) => {
      await go('/meters')
      for (const serial of serials.slice(0, 3)) await page.getByLabel(`Choose ${serial}`).check()
      await page.getByText('3 meters chosen').waitFor()
      await page.getByRole('button', { name: 'New activity' }).click()
      await page.getByRole('heading', { level: 1, name: 'New activity' }).waitFor()
      await page
        .getByRole('button', { name: /Choose/ })
        .first()
        .click()
      await page.getByRole('option', { name: 'Set the clock' }).click()
      await page.getByRole('button', { name: 'Next' }).click()
      expect(await page.getByLabel('Serial numbers').inputValue()).toBe(serials.slice(0, 3).join('\n'))
      await page.getByRole('button', { name: 'Next' }).click()
      await page.getByLabel('Name', { exact: true }).fill('Clocks of three')
      expect(await findingsOf(page)).toEqual([])
      await page.getByRole('button', { name: 'Next' }).click()
      await page.getByText('3 of 3 meters get an order, 0 get none.').waitFor()
      await page.getByRole('button', { name: 'Start the activity' }).click()
      await page.getByRole('heading', { level: 1, name: 'Clocks of three' }).waitFor()
      await page.getByRole('img', { name: 'Succeeded 3' }).first().waitFor()
      // As above.
      await page.reload()
      await page.getByRole('img', { name: 'Succeeded 3' }).first().waitFor()
      expect(await findingsOf(page)).toEqual([])
      const [report] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Report (CSV)' }).click(),
      ])
      expect(report.suggestedFilename()).toMatch(/\.csv$/)
    })
  })

  test('approvals, files, messages and destinations say what comes next where there is nothing, also on a phone', async () => {
    await visitor({ width: 390, height: 800, theme: 'dark' }, async ({ page, go }) => {
      const rooms = [
        ['/orders', 'State'],
        ['/orders/activities', 'New activity'],
        ['/orders/approvals', 'Nothing waits for a second person'],
        ['/orders/files', 'No files'],
        ['/orders/work', 'No work on site'],
        ['/messages', 'No messages'],
        ['/messages/destinations', 'No destinations'],
      ] as const
      for (const [path, text] of rooms) {
        await go(path)
        await page.getByText(text).first().waitFor()
        expect(await beyondWidth(page), path).toBe(0)
        expect(await findingsOf(page), path).toEqual([])
      }
    })
  })

  test('a destination is added, told to be away, and removed; its secret does not come back', async () => {
    await visitor({}, async ({ page, go }) => {
      await go('/messages/destinations')
      await page.getByRole('button', { name: 'Add a destination' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Name').fill('mdm')
      await dialog.getByLabel('Where').fill('https://mdm.example/cim')
      await dialog.getByLabel('Bearer token').fill('a-secret-of-tests')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('link', { name: 'mdm' }).waitFor()
      expect(JSON.stringify(await district.api('/integration/destinations'))).not.toContain(
        'a-secret-of-tests',
      )
      await page.getByRole('button', { name: 'Remove mdm' }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
      await page.getByText('No destinations').waitFor()
    })
  })
})

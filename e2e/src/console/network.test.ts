import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findingsOf } from './axe.ts'
import { findChromium, launchChromium } from './chromium.ts'
import { type RunningDistrict, startDistrict } from './district.ts'
import { beyondWidth, settled } from './in-page.ts'
import { type Session, signIn, type VisitOptions, type Visitor, visit } from './visitor.ts'

const chromium = findChromium()
if (!chromium)
  console.warn('no Chromium: the browser tests of the network are skipped; set CHROMIUM to its path')

interface Node {
  readonly aca: string
  readonly serial: string
  readonly hops: number
  readonly route: string[]
}

describe.skipIf(!chromium)('the network pages of a running district', () => {
  let district: RunningDistrict
  let browser: Browser
  let session: Session
  /** Meters of the line of C1. */
  let nodes: Node[]
  let last: Node

  beforeAll(async () => {
    ;[district, browser] = await Promise.all([
      startDistrict({ meters: 30, historyDays: 20, substations: 2, direct: 6 }),
      launchChromium(chromium!),
    ])
    session = await signIn(district.url, district.signIn)
    const { items } = await district.api<{ items: (Node & { state: string })[] }>(
      '/concentrators/C1/topology',
    )
    nodes = items.filter(({ state }) => state === 'adopted')
    last = nodes.toSorted((a, b) => b.hops - a.hops)[0]!
  })

  afterAll(async () => {
    await browser?.close()
    await district?.stop()
  })

  /** One visitor a test; what went wrong in their page fails it. */
  const visitor = async (options: VisitOptions, tour: (guest: Visitor) => Promise<void>) => {
    const guest = await visit(browser, district.url, session, options)
    try {
      await tour(guest)
      expect(guest.troubles).toEqual([])
    } finally {
      await guest.leave()
    }
  }

  test('list the concentrators with their figures, and lead to each', async () => {
    await visitor({}, async ({ page, go }) => {
      await go('/')
      await page.keyboard.press('g')
      await page.keyboard.press('n')
      await page.getByText('2 concentrators').waitFor()
      const row = page.getByRole('row', { name: /^C1/ })
      await row.getByText('Online').waitFor()
      await row.getByText('100%').waitFor()
      await row.getByRole('link', { name: 'C1' }).click()
      await page.getByRole('heading', { level: 1, name: 'C1' }).waitFor()
    })
  })

  test('show the tree by keyboard, and the route of the meter that is chosen', async () => {
    await visitor({}, async ({ page, go }) => {
      await go('/network/concentrators/C1')
      const tree = page.getByRole('tree')
      await tree.focus()
      await page.keyboard.press('End')
      await page.keyboard.press('Home')
      await page.keyboard.press('Enter')
      const chosen = page.getByRole('treeitem', { selected: true })
      const serial = (await chosen.innerText()).match(/FER\d+/)![0]
      await page.getByRole('region', { name: serial }).waitFor()

      await page.getByRole('searchbox').fill(last.serial)
      await page.getByRole('treeitem').first().click()
      const panel = page.getByRole('region', { name: last.serial })
      await panel.getByRole('link', { name: last.serial }).waitFor()
      expect(await panel.getByRole('listitem').count()).toBeGreaterThanOrEqual(last.hops + 2)
      expect(new URL(page.url()).searchParams.get('meter')).toBe(last.aca)

      // The address alone leads to the same.
      await page.reload()
      await page.getByRole('region', { name: last.serial }).waitFor()
    })
  })

  test('draw the line as a map, by hops and as a table with the same meters', async () => {
    await visitor({}, async ({ page, go }) => {
      await go('/network/concentrators/C1')
      const drawn = page.locator('svg[role="img"] [data-aca]')
      await drawn.first().waitFor()
      expect(await drawn.count()).toBe(nodes.length)
      await page.getByRole('radio', { name: 'Hops' }).click()
      await page.locator('svg[role="img"] text', { hasText: 'direct' }).waitFor()
      expect(await drawn.count()).toBeGreaterThanOrEqual(nodes.length)
      await drawn.first().click()
      await page.getByRole('heading', { level: 2 }).first().waitFor()
      await page.getByRole('radio', { name: 'Table' }).click()
      const rows = page.getByRole('region', { name: 'Table of the line' }).getByRole('row')
      await rows.nth(1).waitFor()
      expect(await rows.count()).toBeGreaterThan(nodes.length)
    })
  })

  test('carry an order to a meter and back, and show the frames that it makes', async () => {
    await visitor({}, async ({ page, go }) => {
      await go(`/network/concentrators/C1?meter=${last.aca}`)
      await page.getByRole('button', { name: 'Read registers' }).click()
      await page.getByRole('status').getByText('Done').waitFor()
      await page.getByRole('link', { name: /^Registers of/ }).waitFor()
      await page.getByText(/frames per second/).waitFor()
      expect(
        await page
          .getByRole('listitem')
          .filter({ hasText: /octets/ })
          .count(),
      ).toBeGreaterThan(1)
    })
  })

  test('disconnect a customer only after a confirmation, and bring the power back', async () => {
    await visitor({}, async ({ page, go }) => {
      await go(`/meters/${last.serial}/orders`)
      await page.getByRole('button', { name: 'Disconnect' }).click()
      const dialog = page.getByRole('alertdialog')
      await dialog.getByText('loses power').waitFor()
      await dialog.getByRole('button', { name: 'Cancel' }).click()
      const orders = await district.api<{ items: { kind: string }[] }>(
        `/end-device-controls?endDevice=${last.serial}`,
      )
      expect(orders.items.filter(({ kind }) => kind === 'switch')).toEqual([])

      for (const name of ['Disconnect', 'Connect']) {
        await page.getByRole('button', { name, exact: true }).click()
        await dialog.getByRole('button', { name, exact: true }).click()
        const status = page.getByRole('status').filter({ hasText: name })
        await status.getByText('Verified').waitFor()
      }
      await page.getByRole('button', { name: 'Disconnect', expanded: false }).click()
      await page.getByText('1 attempt').first().waitFor()
    })
  })

  test('compare what was delivered with what was metered, day by day', async () => {
    await visitor({}, async ({ page, go }) => {
      await go('/network/balance')
      const days = page.getByRole('row').filter({ has: page.getByRole('cell') })
      await days.first().waitFor()
      expect(await days.count()).toBe(14)
      await days.nth(2).getByRole('button').click()
      await page.waitForURL(/day=/)
      const chart = page.getByRole('slider')
      await chart.focus()
      await page.keyboard.press('Home')
      expect(await chart.getAttribute('aria-valuetext')).toMatch(/^00:00 – 00:15: .*kWh$/)
      await page.getByText('Nothing beyond what lines and meters lose').waitFor()
    })
  })

  test('break the simulated district and mend it', async () => {
    await visitor({}, async ({ page, go }) => {
      await go('/network/concentrators/C1/faults')
      const choose = async (label: RegExp, option: string) => {
        await page.getByRole('button', { name: label }).click()
        await page.getByRole('option', { name: option, exact: true }).click()
      }
      await choose(/What happens/, 'On the line')
      await choose(/Kind/, 'Cut cable')
      await page.getByRole('button', { name: 'Break' }).click()
      const mend = page.getByRole('button', { name: /^Mend: Cut cable/ })
      await mend.waitFor()
      await mend.click()
      await page.getByText('Nothing is broken.').waitFor()
    })
  })

  test('let a meter feel something for a while, and play a scenario', async () => {
    await visitor({}, async ({ page, go }) => {
      await go('/network/faults')
      const choose = async (label: RegExp, option: string) => {
        await page.getByRole('button', { name: label }).click()
        await page.getByRole('option', { name: option, exact: true }).click()
      }
      await choose(/Kind/, 'Outage')
      await choose(/Where/, 'FER00000001, on no line')
      await choose(/Lasts/, '10 minutes')
      await page.getByRole('button', { name: 'Break' }).click()
      await page.getByText(/FER00000001 · .* ends in 1?\d min/).waitFor()
      await page.getByRole('button', { name: /^Mend: Outage/ }).click()
      await page.getByText('Nothing is broken.').waitFor()
      await page.getByRole('button', { name: 'Play' }).click()
      const stop = page.getByRole('button', { name: 'Stop and mend' })
      await stop.or(page.getByRole('alert')).first().waitFor()
      expect(await page.getByRole('alert').allInnerTexts()).toEqual([])
      await stop.click()
      await page.getByRole('button', { name: 'Play' }).waitFor()
    })
  })

  test('show in the list of meters and on a meter’s page how it is reached', async () => {
    await visitor({}, async ({ page, go }) => {
      await go(`/meters?search=${last.serial}`)
      const hops = last.hops === 0 ? 'directly' : last.hops === 1 ? '1 hop' : `${last.hops} hops`
      await page.getByRole('gridcell').filter({ hasText: hops }).waitFor()
      await page.getByRole('link', { name: last.serial }).click()
      await page.getByRole('link', { name: 'C1', exact: true }).click()
      await page.getByRole('region', { name: last.serial }).waitFor()
      await go('/meters?search=FER00000001')
      await page.getByRole('gridcell', { name: 'directly', exact: true }).waitFor()
    })
  })

  test('give a viewer no orders, no faults and no decisions', async () => {
    const guest = { username: 'onlooker', password: 'a-viewer-password' }
    await visitor({}, async ({ page }) => {
      const data = { ...guest, role: 'viewer' }
      await page.request.post('/api/v1/users', { data, headers: { 'x-ferraris-request': '1' } })
    })
    const viewer = await visit(browser, district.url, await signIn(district.url, guest))
    await viewer.go(`/network/concentrators/C1?meter=${last.aca}`)
    await viewer.page.getByRole('region', { name: last.serial }).waitFor()
    for (const name of ['Disconnect', 'Read registers']) {
      expect(await viewer.page.getByRole('button', { name }).count()).toBe(0)
    }
    await viewer.go('/network/concentrators/C1/faults')
    await viewer.page.getByText('needs the role operator').waitFor()
    await viewer.go('/network')
    await viewer.page.getByText('2 concentrators').waitFor()
    expect(await viewer.page.getByRole('button', { name: 'Enrol concentrator' }).count()).toBe(0)
    await viewer.leave()
  })

  const rooms = () => [
    '/network',
    '/network/new-meters',
    '/network/balance',
    `/network/concentrators/C1?meter=${last.aca}`,
    '/network/concentrators/C1?view=hops&by=snr',
    '/network/concentrators/C1?view=table',
    '/network/concentrators/C1/statistics',
    '/network/concentrators/C1/orders',
    '/network/concentrators/C1/faults',
    '/network/faults',
    '/network/concentrators/C9',
    `/meters/${last.serial}/orders`,
  ]

  test.each(['light', 'dark'] as const)('have no finding of axe, %s', async theme => {
    const guest = await visit(browser, district.url, session, { theme })
    for (const room of rooms()) {
      await guest.go(room)
      await settled(guest.page)
      expect(await findingsOf(guest.page), room).toEqual([])
    }
    await guest.leave()
  })

  test('tell first of a concentrator that is lost; its meters are unknown, and known again when it is back', async () => {
    await visitor({}, async ({ page, go }) => {
      await go('/')
      await page.getByText('All is well.').waitFor()
      const fault = `${district.url}/api/v1/simulation/faults/dead-concentrator`
      const headers = { 'x-ferraris-request': '1' }
      await page.request.put(fault, { data: { target: 'C2' }, headers })
      const row = page.getByRole('link', { name: /Concentrator lost.*C2.*12 meters/ })
      await row.waitFor()
      expect(await findingsOf(page)).toEqual([])
      await page.getByRole('link', { name: /^Unknown/ }).click()
      await page.getByText('12 meters', { exact: true }).waitFor()
      await go('/')
      await row.click()
      await page.getByRole('heading', { level: 1, name: 'C2' }).waitFor()
      await page.getByText('Nothing is known of this line since').waitFor()
      expect(await findingsOf(page)).toEqual([])
      await page.request.delete(`${fault}?target=C2`, { headers })
      await page.getByText('Online').waitFor()
      await go('/')
      await page.getByText('All is well.').waitFor()
    })
  })

  test('need no sideways scrolling at 320 pixels', async () => {
    const guest = await visit(browser, district.url, session, { width: 320, height: 640 })
    for (const room of rooms()) {
      await guest.go(room)
      await settled(guest.page)
      expect(await beyondWidth(guest.page), room).toBeLessThanOrEqual(0)
    }
    await guest.leave()
  })

  test('speak Italian and Spanish', async () => {
    await visitor({}, async ({ page, go }) => {
      for (const [language, words] of [
        ['it', ['Rete', '2 concentratori']],
        ['es', ['Red', '2 concentradores']],
      ] as const) {
        await go('/network')
        await page.evaluate(`localStorage.setItem('ferraris.language', '${language}')`)
        await go('/network')
        await page.getByRole('heading', { level: 1, name: words[0] }).waitFor()
        await page.getByText(words[1]).waitFor()
      }
    })
  })
})

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findingsOf } from './axe.ts'
import { findChromium, launchChromium } from './chromium.ts'
import { type RunningDistrict, startDistrict } from './district.ts'
import { beyondWidth, groundColour, pixelsOf, settled } from './in-page.ts'
import { type Session, signIn, type VisitOptions, type Visitor, visit } from './visitor.ts'

const chromium = findChromium()
if (!chromium) console.warn('no Chromium: the console’s browser tests are skipped; set CHROMIUM to its path')

/** Import in the light theme. */
const importColour = [0x0b, 0x46, 0x96] as const

interface Device {
  readonly serial: string
  readonly timeZone: string
}

describe.skipIf(!chromium)('the console of a running district', () => {
  let district: RunningDistrict
  let browser: Browser
  let session: Session
  let serial: string
  let yesterday: string

  beforeAll(async () => {
    ;[district, browser] = await Promise.all([
      startDistrict({ meters: 12, historyDays: 40, customerDevices: 1 }),
      launchChromium(chromium!),
    ])
    session = await signIn(district.url, district.signIn)
    serial = (await district.api<{ items: Device[] }>('/end-devices')).items[0]!.serial
    yesterday = (await district.api<{ completeness: { day: string } }>('/summary')).completeness.day
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

  test('asks for a name and a password, refuses wrong ones, and opens the page that was asked for', async () => {
    const page = await browser.newPage({ baseURL: district.url, locale: 'en-GB' })
    await page.goto(`/meters/${serial}/registers`)
    await page.getByLabel('Name').fill(district.signIn.username)
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').getByText('do not match').waitFor()
    expect(await findingsOf(page)).toEqual([])

    await page.getByLabel('Password').fill(district.signIn.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { level: 1, name: serial }).waitFor()
    await page.getByRole('cell', { name: '1.0.1.8.0.255', exact: true }).waitFor()

    // A session that ends elsewhere leads to the form in place of the room, not away from it.
    await page.request.delete('/api/v1/session', { headers: { 'x-ferraris-request': '1' } })
    await page.keyboard.press('g')
    await page.keyboard.press('m')
    await page.getByLabel('Password').waitFor()
    expect(new URL(page.url()).pathname).toBe('/meters')
    await page.close()
  })

  test('shows the last complete day as whole, each figure a link', async () => {
    await visitor({}, async ({ page, go }) => {
      await go('/')
      await page.getByRole('link', { name: '100%', exact: true }).waitFor()
      await page.getByText(`All ${(12 * 96).toLocaleString('en-GB')} quarter-hours are here.`).waitFor()
      await page.getByRole('link', { name: /^Reachable/ }).click()
      await page.waitForURL('**/meters?state=reachable')
      await page.getByText('12 meters', { exact: true }).waitFor()
    })
  })

  test('finds a meter by part of its serial number and opens it by keyboard', async () => {
    await visitor({}, async ({ page, go }) => {
      await go('/meters')
      await page.getByRole('row').nth(1).waitFor()
      await page.keyboard.press('/')
      await page.keyboard.type(serial.slice(1))
      await page.waitForURL(`**/meters?search=${serial.slice(1)}`)
      await page.getByText('1 meter', { exact: true }).waitFor()
      await page.getByRole('searchbox').blur()
      await page.keyboard.press('j')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: serial }).waitFor()
    })
  })

  test('draws the load curve with the sum of the readings to the watt-hour', async () => {
    const blocks = await district.api<{ items: { values: (number | null)[] }[] }>(
      `/interval-blocks?endDevice=${serial}&obis=1.0.1.8.0.255&from=${yesterday}&to=${yesterday}`,
    )
    const sum = blocks.items
      .flatMap(block => block.values)
      .reduce<number>((all, value) => all + (value ?? 0), 0)
    const inWords = (sum / 1000).toLocaleString('en-GB', { minimumFractionDigits: 3 })
    await visitor({}, async ({ page, go }) => {
      await go(`/meters/${serial}?period=day&day=${yesterday}`)
      await page.locator('figcaption', { hasText: `Import ${inWords} kWh` }).waitFor({ state: 'attached' })
      await page
        .locator('figcaption', { hasText: 'All 96 quarter-hours are here.' })
        .waitFor({ state: 'attached' })
      expect(await pixelsOf(page, importColour)).toBeGreaterThan(500)

      // The cursor of the keyboard tells one quarter-hour after the other.
      const cursor = page.getByRole('slider')
      await cursor.focus()
      await page.keyboard.press('Home')
      expect(await cursor.getAttribute('aria-valuetext')).toContain('00:00 – 00:15')
      await page.keyboard.press('ArrowRight')
      expect(await cursor.getAttribute('aria-valuetext')).toContain('00:15 – 00:30')

      // The same window as a table has a row for each.
      await page.keyboard.press('t')
      await page.getByRole('table').waitFor()
      expect(await page.getByRole('row').count()).toBe(97)
    })
  })

  test('moves through time by keys, wheel and drag, and keeps the window in the address', async () => {
    await visitor({}, async ({ page, go }) => {
      await go(`/meters/${serial}?period=week&day=${yesterday}`)
      await page.locator('figcaption', { hasText: 'Import' }).waitFor({ state: 'attached' })
      await page.keyboard.press('d')
      await page.waitForURL(`**period=day&day=${yesterday}`)
      await page.keyboard.press('[')
      await page.waitForURL(url => !url.search.includes(yesterday))

      const plot = (await page.locator('.u-over').boundingBox())!
      await page.mouse.move(plot.x + plot.width / 2, plot.y + plot.height / 2)
      await page.mouse.wheel(0, -300)
      await page.waitForURL(/from=.*&to=/)
      const before = page.url()
      await page.mouse.down()
      await page.mouse.move(plot.x + plot.width / 2 + 200, plot.y + plot.height / 2, { steps: 5 })
      await page.mouse.up()
      await page.waitForURL(url => url.href !== before)

      const zoomed = page.url()
      await page.reload()
      await page.getByRole('slider').waitFor()
      expect(page.url()).toBe(zoomed)
    })
  })

  test('reads a meter now and shows the frames: a field lights its octets, an octet its field', async () => {
    await visitor({}, async ({ page, go }) => {
      await go(`/meters/${serial}`)
      await page.getByRole('button', { name: 'Read now' }).click()
      await page.getByText(/^Read in \d+ ms$/).waitFor()
      await page.getByRole('heading', { name: 'Registers' }).waitFor()

      const frames = page.getByRole('listbox', { name: 'Frames exchanged' }).getByRole('option')
      expect(await frames.count()).toBeGreaterThan(4)
      expect(await page.getByRole('row', { name: /wrapper/i }).count()).toBeGreaterThan(0)
      await page.locator('[data-octet="1"]').first().click()
      await page.locator('[role="treegrid"] [aria-selected="true"]').waitFor()
      await page.getByRole('treegrid').getByRole('row').first().click()
      expect(await page.locator('[data-octet].bg-accent').count()).toBeGreaterThan(0)
    })
  })

  test('lists the objects of a meter with what may be read of them', async () => {
    await visitor({}, async ({ page, go }) => {
      await go(`/meters/${serial}/objects`)
      await page.getByRole('searchbox').fill('1.0.99.1.0.255')
      await page.getByRole('button', { name: /1\.0\.99\.1\.0\.255/ }).click()
      await page.getByText('captureObjects').waitFor()
    })
  })

  test('speaks Italian and Spanish when asked', async () => {
    await visitor({}, async ({ page, go }) => {
      await go('/settings')
      for (const [language, heading] of [
        ['Italiano', 'Impostazioni'],
        ['Español', 'Ajustes'],
      ] as const) {
        await page.getByRole('button', { name: /Language|Lingua|Idioma/ }).click()
        await page.getByRole('option', { name: language }).click()
        await page.getByRole('heading', { level: 1, name: heading }).waitFor()
      }
      expect(await page.locator('html').getAttribute('lang')).toBe('es')
      await go('/')
      await page.getByRole('heading', { level: 1, name: 'Resumen' }).waitFor()
      await go(`/meters/${serial}/registers`)
      await page.getByText('Energía activa importada (A+), total').first().waitFor()
    })
  })

  test('turns dark when asked, also where the system is light', async () => {
    await visitor({ theme: 'light' }, async ({ page, go }) => {
      await go('/settings')
      await page.getByRole('radio', { name: 'Dark' }).click()
      const ground = await groundColour(page)
      expect(ground).toBe('rgb(17, 22, 26)')
    })
  })

  test('goes everywhere by keyboard: rooms, palette, help', async () => {
    await visitor({}, async ({ page, go }) => {
      await go('/')
      for (const [key, heading] of [
        ['m', 'Meters'],
        ['e', 'Events'],
        ['s', 'Settings'],
        ['o', 'Overview'],
      ]) {
        await page.keyboard.press('g')
        await page.keyboard.press(key!)
        await page.getByRole('heading', { level: 1, name: heading }).waitFor()
      }
      await page.keyboard.press('?')
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
      expect(await findingsOf(page)).toEqual([])
      await page.keyboard.press('Escape')

      await page.keyboard.press('Control+k')
      const palette = page.getByRole('dialog', { name: 'Find or do' })
      await palette.waitFor()
      await page.keyboard.type(serial)
      await palette.getByRole('menuitem', { name: serial }).waitFor()
      expect(await findingsOf(page)).toEqual([])
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: serial }).waitFor()
    })
  })

  test('reacts to no single letter when these are switched off', async () => {
    await visitor({}, async ({ page, go }) => {
      await go('/settings')
      await page.getByText('Single-letter shortcuts').click()
      await page.keyboard.press('g')
      await page.keyboard.press('m')
      await page.keyboard.press('?')
      expect(await page.getByRole('dialog').count()).toBe(0)
      expect(new URL(page.url()).pathname).toBe('/settings')
    })
  })

  test('tells times of the head-end’s zone, and says so where the browser is in another', async () => {
    const { items } = await district.api<{ items: { time: string }[] }>('/end-device-events?limit=1')
    const inRome = new Date(items[0]!.time).toLocaleTimeString('en-GB', {
      hour: '2-digit',
      minute: '2-digit',
      timeZone: 'Europe/Rome',
    })
    await visitor({ timeZone: 'America/New_York' }, async ({ page, go }) => {
      await go('/events?since=all&pairs=apart')
      await page.getByText('Times are those of Europe/Rome').waitFor()
      await page.getByRole('cell', { name: inRome }).first().waitFor()
      expect(await findingsOf(page)).toEqual([])
    })
    await visitor({}, async ({ page, go }) => {
      await go('/events?since=all&pairs=apart')
      expect(await page.getByText('Times are those of').count()).toBe(0)
    })
  })

  test('lets each person change the own password, and add another person with one press', async () => {
    const own = { username: 'berta', password: 'a-viewer-password' }
    await visitor({}, async ({ page, go }) => {
      await go('/settings/people')
      const form = page.locator('form')
      await form.getByLabel('Name').fill(own.username)
      await form.getByLabel('Password').fill('short')
      const press = async () => {
        const box = (await form.getByRole('button', { name: 'Add person' }).boundingBox())!
        await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
        await page.mouse.down()
        // Long enough for what the press moves to have moved.
        await page.waitForTimeout(100)
        await page.mouse.up()
      }
      await press()
      await form.getByText(/10 characters or more/).waitFor()
      await form.getByLabel('Password').fill(own.password)
      await press()
      await page.getByRole('row', { name: /berta.*Viewer/ }).waitFor()
    })
    const viewer = await visit(browser, district.url, await signIn(district.url, own))
    await viewer.go('/')
    const { page } = viewer
    await page.getByRole('button', { name: 'Account of berta' }).click()
    await page.getByRole('menuitem', { name: 'Change password' }).click()
    const dialog = page.getByRole('dialog', { name: 'Change password' })
    expect(await findingsOf(page)).toEqual([])
    await dialog.getByLabel('Current password').fill('not the password')
    await dialog.getByLabel('New password').fill('another-password')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('The current password is wrong.').waitFor()
    await dialog.getByLabel('Current password').fill(own.password)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('The password is changed.').waitFor()
    // The cross closes the sheet, too.
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await dialog.waitFor({ state: 'detached' })
    await viewer.leave()
    await signIn(district.url, { ...own, password: 'another-password' })
  })

  test('shows a viewer no way to read a meter', async () => {
    const guest = { username: 'guest', password: 'a-viewer-password' }
    await visitor({}, async ({ page }) => {
      const data = { ...guest, role: 'viewer' }
      await page.request.post('/api/v1/users', { data, headers: { 'x-ferraris-request': '1' } })
    })
    const viewer = await visit(browser, district.url, await signIn(district.url, guest))
    await viewer.go(`/meters/${serial}`)
    await viewer.page.getByRole('slider').waitFor()
    expect(await viewer.page.getByRole('button', { name: 'Read now' }).count()).toBe(0)
    await viewer.go('/settings/people')
    expect(await viewer.page.getByRole('link', { name: 'People' }).count()).toBe(0)
    await viewer.leave()
  })

  test('goes on when the code of a page does not come, loads it when asked again, and tells of a newer console', async () => {
    const { page, go, leave } = await visit(browser, district.url, session)
    await go('/')
    await page.route('**/assets/events-page-*.js', route => route.abort())
    await page.keyboard.press('g')
    await page.keyboard.press('e')
    const fault = page.getByRole('main')
    await fault.getByRole('heading', { name: 'This page could not be loaded' }).waitFor()
    expect(await findingsOf(page)).toEqual([])
    await page.keyboard.press('g')
    await page.keyboard.press('m')
    await page.getByRole('heading', { level: 1, name: 'Meters' }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('e')
    await fault.getByRole('heading', { name: 'This page could not be loaded' }).waitFor()
    await page.unroute('**/assets/events-page-*.js')
    await fault.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { level: 1, name: 'Events' }).waitFor()

    await page.route('**/assets/settings-page-*.js', route => route.fulfill({ status: 404 }))
    await page.route(`${district.url}/`, route =>
      route.fulfill({ contentType: 'text/html', body: '<script src="/assets/index-newer.js"></script>' }),
    )
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await fault.getByText('There is a new version of the console').waitFor()
    await page.unroute('**/assets/settings-page-*.js')
    await fault.getByRole('button', { name: 'Reload' }).click()
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
    await leave()
  })

  test("an oven that is switched on warns at the customer's device, beside the meter's own curve", async () => {
    // The home is set up after the district has said that it runs.
    await expect
      .poll(() => district.api(`/simulation/meters/${serial}/customer-device`).then(Boolean, () => false), {
        timeout: 60_000,
      })
      .toBe(true)
    await visitor({ width: 390, height: 844 }, async ({ page, go }) => {
      await go(`/meters/${serial}/customer`)
      await page.getByText(/^(\d+) of \1 quarters that both know are the same/).waitFor()
      await page.getByRole('button', { name: 'Turn the oven on' }).click()
      await page.getByRole('status').getByText('More power is drawn than is available').waitFor()
      await page.getByText('available power exceeded').last().waitFor()
      expect(await beyondWidth(page)).toBeLessThanOrEqual(0)
      await page.getByRole('button', { name: 'Turn it off' }).click()
      await page.getByRole('status').getByText('More power is drawn').waitFor({ state: 'hidden' })
    })
  })

  test('uc K-6 the front of a meter is seen live and worked by keyboard, and told to screen readers', async () => {
    await visitor({}, async ({ page, go }) => {
      await go(`/meters/${serial}/front`)
      const told = page.getByRole('status').filter({ hasText: 'switch closed' })
      await told.getByText('FERRARIS - WELCOME').waitFor({ state: 'attached' })
      await page.keyboard.press('j')
      await told.getByText(/^1, .*Wh\. switch closed$/).waitFor({ state: 'attached' })
      await page.getByRole('button', { name: 'Lower button' }).focus()
      await page.keyboard.press('ArrowDown')
      await told.getByText(/^2, .*varh\./).waitFor({ state: 'attached' })
      await page.keyboard.press('k')
      await told.getByText(/^1, /).waitFor({ state: 'attached' })
      // The display is refreshed each second, without a word to screen readers.
      const words = await told.textContent()
      const glass = page.getByRole('region', { name: 'Display, lights and buttons' })
      const shown = await glass.textContent()
      await expect.poll(() => glass.textContent(), { timeout: 60_000 }).not.toBe(shown)
      expect(await told.textContent()).toBe(words)
      await page.getByRole('button', { name: 'Open: Cover of the terminals' }).click()
      await page.getByRole('button', { name: 'Close: Cover of the terminals' }).click()
      await page.getByRole('button', { name: 'Open: Cover of the terminals' }).waitFor()
    })
  })

  test('a phone has four rooms at its foot, and the others in a menu', async () => {
    await visitor({ width: 390, height: 800 }, async ({ page, go }) => {
      await go('/')
      const foot = page.getByRole('navigation', { name: 'Rooms' })
      await foot.getByRole('link', { name: 'Network' }).waitFor()
      await foot.getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name: 'Findings' }).click()
      await page.getByRole('heading', { level: 1, name: 'Findings' }).waitFor()
    })
  })

  test('meters stand in the order of a column, which the address keeps', async () => {
    await visitor({}, async ({ page, go }) => {
      await go('/meters')
      const heading = page.getByRole('columnheader', { name: 'Serial number' })
      await heading.getByRole('button').click()
      await heading.getByRole('button').click()
      await page.waitForURL('**/meters?order=-serial')
      await page.getByRole('row').nth(1).getByText('FER00000012').waitFor()
    })
  })

  /** Addresses of all pages, by what they are about: as much as one test can look at in its time on a busy machine. */
  const rooms = {
    meters: [
      '/',
      '/meters',
      '/meters/SERIAL',
      '/meters/SERIAL?table',
      '/meters/SERIAL/registers',
      '/meters/SERIAL/events',
      '/meters/SERIAL/objects',
      '/meters/SERIAL/frames',
      '/meters/SERIAL/front',
    ],
    homes: ['/meters/SERIAL/customer'],
    work: [
      '/events',
      '/findings/registers',
      '/findings/data',
      '/network/pushes',
      '/orders/next-day',
      '/orders/protected',
      '/alarms',
      '/alarms/reliability',
      '/alarms/rules',
      '/alarms/subscriptions',
    ],
    settings: [
      '/settings',
      '/settings/schedules',
      '/settings/people',
      '/settings/tokens',
      '/settings/field-devices',
      '/no-such-page',
    ],
  }
  const subjects = Object.keys(rooms) as (keyof typeof rooms)[]
  /** Goes to each page of a subject, and looks at it when it is all there. */
  const tour = async (
    { page, go }: Visitor,
    subject: keyof typeof rooms,
    look: (room: string) => Promise<void>,
  ) => {
    for (const room of rooms[subject]) {
      await go(room.replace('SERIAL', serial))
      await settled(page)
      await look(room)
    }
  }

  describe.each(['light', 'dark'] as const)('axe finds nothing, %s', theme => {
    test.each(subjects)('on pages of %s', async subject => {
      await visitor({ theme }, guest =>
        tour(guest, subject, async room => expect(await findingsOf(guest.page), room).toEqual([])),
      )
    })

    test('on the frames of a meter that was read', async () => {
      await visitor({ theme }, async ({ page }) => {
        await page.goto(`/meters/${serial}/frames`)
        await page.getByRole('button', { name: 'Read now' }).first().click()
        await page.getByText(/^Read in \d+ ms$/).waitFor()
        expect(await findingsOf(page)).toEqual([])
      })
    })
  })

  test.each(subjects)('pages of %s need no sideways scrolling at 320 pixels', async subject => {
    await visitor({ width: 320, height: 640 }, guest =>
      tour(guest, subject, async room => expect(await beyondWidth(guest.page), room).toBeLessThanOrEqual(0)),
    )
  })
})

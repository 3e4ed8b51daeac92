import { type Browser, type BrowserContextOptions, type Page, request } from 'playwright-core'
import type { RunningDistrict } from './district.ts'

/** A session's cookie, as a browser keeps it. */
export type Session = NonNullable<BrowserContextOptions['storageState']>

/**
 * Signs in without the form, which only one test is about. Once for many visitors: the head-end slows down repeated
 * sign-ins.
 */
export async function signIn(
  url: string,
  { username, password }: RunningDistrict['signIn'],
): Promise<Session> {
  const client = await request.newContext({ baseURL: url, extraHTTPHeaders: { 'x-ferraris-request': '1' } })
  const answer = await client.post('/api/v1/session', { data: { username, password } })
  if (!answer.ok()) throw new Error(`sign-in: ${answer.status()} ${await answer.text()}`)
  const session = await client.storageState()
  await client.dispose()
  return session
}

/** What is not there by then does not come: a test must end by itself before it is ended, to say what it has waited for. */
const patienceMs = 100_000

export interface VisitOptions {
  readonly theme?: 'light' | 'dark'
  readonly width?: number
  readonly height?: number
  /** IANA zone of the browser; by default that of the meters. */
  readonly timeZone?: string
}

/** A person at a browser of their own, signed in. */
export interface Visitor {
  readonly page: Page
  /** What went wrong in the page: exceptions, refused requests, console errors. */
  readonly troubles: string[]
  readonly go: (path: string) => Promise<void>
  readonly leave: () => Promise<void>
}

export async function visit(
  browser: Browser,
  url: string,
  session: Session,
  { theme = 'light', width = 1280, height = 800, timeZone = 'Europe/Rome' }: VisitOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: 'en-GB',
    timezoneId: timeZone,
    baseURL: url,
    storageState: session,
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(patienceMs)
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('pageerror', error => troubles.push(String(error)))
  page.on('console', message => message.type() === 'error' && troubles.push(message.text()))
  return {
    page,
    troubles,
    go: async path => {
      await page.goto(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
    },
    leave: () => context.close(),
  }
}

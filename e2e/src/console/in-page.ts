import type { Page } from 'playwright-core'

/*
 * Queries run inside a page. The expressions are text: the types of a browser's globals would otherwise
 * reach the whole repository, servers included.
 */

/** Waits until nothing is loading any more. */
export function settled(page: Page): Promise<void> {
  return page.locator('.skeleton, [aria-busy="true"]').first().waitFor({ state: 'detached' })
}

/** By how many pixels the page is wider than the window. */
export function beyondWidth(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - innerWidth')
}

/** The colour of the page's ground, as `rgb(…)`. */
export function groundColour(page: Page): Promise<string> {
  return page.evaluate('getComputedStyle(document.body).backgroundColor')
}

/** How many pixels of the curve's canvas have exactly a colour, given as three numbers. */
export function pixelsOf(page: Page, [red, green, blue]: readonly [number, number, number]): Promise<number> {
  return page.evaluate(`(() => {
    const canvas = document.querySelector('.uplot canvas')
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    let count = 0
    for (let at = 0; at < data.length; at += 4) {
      if (data[at] === ${red} && data[at + 1] === ${green} && data[at + 2] === ${blue} && data[at + 3] === 255) count++
    }
    return count
  })()`)
}

/**
 * A clock of the processor time that a page's main thread has used, milliseconds: what other programs of the machine do
 * does not count.
 */
export async function processorClock(page: Page): Promise<() => Promise<number>> {
  const client = await page.context().newCDPSession(page)
  await client.send('Performance.enable', { timeDomain: 'threadTicks' })
  return async () => {
    const { metrics } = await client.send('Performance.getMetrics')
    const used = metrics.find(({ name }) => name === 'TaskDuration')
    if (used === undefined) throw new Error('the browser tells no processor time')
    return used.value * 1000
  }
}

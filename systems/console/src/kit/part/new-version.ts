/** Whether the head-end serves another console than the one that runs here: its page names other files. */
export async function isNewVersion(): Promise<boolean> {
  try {
    const answer = await fetch('/', { headers: { accept: 'text/html' }, cache: 'no-store' })
    return answer.ok && isOther(await answer.text(), mainScript())
  } catch {
    return false
  }
}

/** Whether a page is not the one that began with this script; without one, as while developing, nothing tells. */
export function isOther(page: string, script: string | null): boolean {
  return script !== null && !page.includes(`"${script}"`)
}

function mainScript(): string | null {
  return document.querySelector('script[type=module][src]')?.getAttribute('src') ?? null
}

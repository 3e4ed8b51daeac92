type Members = Readonly<Record<string, unknown>>

/**
 * What a step brought, in a few words: single values as they are, lists by their count. The whole stands in the results,
 * which `--json` shows.
 */
export function summaryOf(value: unknown): string {
  return isMembers(value)
    ? Object.entries(value)
        .map(([name, member]) => memberText(name, member))
        .filter(text => text !== '')
        .join(', ')
    : scalarText(value)
}

function memberText(name: string, value: unknown): string {
  if (Array.isArray(value)) return `${value.length} ${name}`
  // The members of a group say what they are: time, offsetSeconds.
  if (isMembers(value)) return summaryOf(value)
  return value === undefined ? '' : `${name} ${scalarText(value)}`
}

function scalarText(value: unknown): string {
  return value === null || value === undefined ? 'unknown' : String(value)
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

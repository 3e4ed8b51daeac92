import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseScenario, type Scenario } from './scenario.ts'
import { ScenarioError } from './scenario-error.ts'

const folder = join(import.meta.dirname, '../../scenarios')

/** Names of the scenarios that come with Ferraris. */
export function shippedNames(): string[] {
  return readdirSync(folder)
    .filter(file => file.endsWith('.json'))
    .map(file => file.replace(/\.json$/, ''))
    .sort()
}

let read: readonly Scenario[] | undefined

/** The scenarios that come with Ferraris. */
export function shipped(): readonly Scenario[] {
  read ??= shippedNames().map(shippedScenario)
  return read
}

/**
 * A scenario that comes with Ferraris.
 *
 * @throws {ScenarioError} `name` for one that does not
 */
export function shippedScenario(name: string): Scenario {
  const names = shippedNames()
  if (!names.includes(name)) {
    throw new ScenarioError('name', `no scenario is called ${name}`, `choose from ${names.join(', ')}`)
  }
  return parseScenario(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')))
}

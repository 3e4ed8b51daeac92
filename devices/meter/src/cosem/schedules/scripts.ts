import { classes } from '@ferraris/cosem/classes'
import type { ValueTypeOf } from '@ferraris/cosem/values'
import type { Automation } from '../../automation/automation.ts'

type ScriptReference = ValueTypeOf<typeof classes.singleActionSchedule.attributes.executedScript.type>

/** Scripts may start scripts, this deep and with so many actions in all: scripts that start one another must end. */
const deepest = 4
const mostActions = 256

/**
 * Executes a script of a script table (IEC 62056-6-2, class 9): its actions in their order, each on its own: one that
 * is refused does not keep the others. False for a script that does not exist.
 */
export function execute(
  automation: Automation,
  { scriptTable, selector }: ScriptReference,
  at: number,
): boolean {
  if (selector === 0 || !automation.settings.has(classes.scriptTable, scriptTable)) return false
  const scripts = automation.settings.get(classes.scriptTable, scriptTable, 'scripts')
  const script = scripts.find(known => known.selector === selector)
  const { running } = automation
  if (script === undefined || running.depth >= deepest) return false
  if (running.depth === 0) running.actions = 0
  running.depth++
  try {
    for (const { service, classId, obis, index, parameter } of script.actions) {
      if (++running.actions > mostActions) break
      if (service === 'write') automation.self.write({ classId, obis, attribute: index }, parameter, at)
      else if (service === 'execute') automation.self.invoke({ classId, obis, method: index }, parameter, at)
    }
  } finally {
    running.depth--
  }
  return true
}

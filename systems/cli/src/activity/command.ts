import { Command, InvalidArgumentError } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { parseCount, parseWhole } from '../option-values.ts'

/** `ferraris activity`: one kind of order at many meters. */
export function activityCommand(): Command {
  return new Command('activity')
    .description(
      'Order one thing at many meters of a head-end, and follow it; the token is in FERRARIS_API_TOKEN',
    )
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(steerCommand('pause', 'Release no more orders; what is under way goes on to its end'))
    .addCommand(steerCommand('resume', 'Go on with a paused activity'))
    .addCommand(paceCommand())
    .addCommand(replanCommand())
    .addCommand(steerCommand('cancel', 'Cancel an activity with all its orders that have no end yet'))
    .addCommand(reportCommand())
}

/** How an activity goes on: the same for a new one and for one that does failures again. */
function going(command: Command): Command {
  return command
    .option('--id <id>', 'chosen by you, so that the same command again does nothing twice')
    .option('--start <time>', 'release no order earlier, for example 2026-12-01T22:00:00+01:00')
    .option('--expires <time>', 'what is not done then, expires; default: a week after the start')
    .option(
      '--hours <from-to>',
      'release orders at these hours of the day, for example 22:00-05:00',
      parseHours,
    )
    .option('--retries <number>', 'so many more attempts at each meter', parseWhole)
}

/** How many orders may be under way. */
function pacing(command: Command): Command {
  return command
    .option('--per-concentrator <number>', 'orders under way at a concentrator at a time', parseCount)
    .option('--per-cell <number>', 'orders under way in a cell of the mobile network at a time', parseCount)
    .option('--overall <number>', 'orders under way at a time', parseCount)
}

function createCommand(): Command {
  return pacing(going(asking(new Command('create'))))
    .description(
      'Create an activity: one kind of order at many meters; with --preview only say what it would do',
    )
    .requiredOption('--name <name>', 'for people')
    .requiredOption('--kind <kind>', 'as of an order: set-clock, switch, limit, firmware, …')
    .option('--set <name=value>', 'a parameter of the kind; again for each', collectParameters, {})
    .option('--meter <serial>', 'a meter; again for each', collect, [])
    .option('--csv <file>', 'meters of a list with the column `serial`')
    .option('--group <name>', 'meters of a saved group; again for each', collect, [])
    .option('--concentrator <name>', 'all meters of a concentrator; again for each', collect, [])
    .option('--search <text>', 'meters with this in serial number, usage point or URI')
    .option('--model <model>', 'meters of this model')
    .option('--state <state>', 'meters in this state: reachable, silent, …')
    .option(
      '--include <reason>',
      'keep meters in that have a conflict or are unreachable; again for each',
      collect,
    )
    .option('--priority <priority>', 'on-demand, high, normal or low', 'normal')
    .option('--stages <shares>', 'shares of the meters that go first, for example 0.01,0.1', parseShares)
    .option('--stop-share <share>', 'pause when more than this share of a stage has failed', parseShare)
    .option('--preview', 'change nothing: say which meters would get an order, and why others would not')
    .addHelpText(
      'after',
      examples(
        'ferraris activity create --head-end $URL --name Clocks --kind set-clock --concentrator C1 --hours 22:00-05:00',
        'ferraris activity create --head-end $URL --name Limits --kind limit --set watts=3000 --csv meters.csv --preview',
      ),
    )
    .action(async options => (await import('./create.ts')).createActivity(options))
}

function listCommand(): Command {
  return asking(new Command('list'))
    .description('List activities, the newest first')
    .option('--state <state>', 'in one state: planned, running, paused, done, cancelled')
    .option('--limit <number>', 'so many at most', parseCount, 50)
    .addHelpText('after', examples('ferraris activity list --head-end http://127.0.0.1:8080 --state running'))
    .action(async options => (await import('./activities.ts')).listActivities(options))
}

function showCommand(): Command {
  return asking(new Command('show'))
    .description('Show an activity with its progress: by state, by concentrator, failures by cause')
    .argument('<id>', 'of the activity')
    .addHelpText('after', examples('ferraris activity show night-1 --head-end http://127.0.0.1:8080'))
    .action(async (id, options) => (await import('./activities.ts')).showActivity(id, options))
}

function steerCommand(verb: 'pause' | 'resume' | 'cancel', description: string): Command {
  return asking(new Command(verb))
    .description(description)
    .argument('<id>', 'of the activity')
    .addHelpText('after', examples(`ferraris activity ${verb} night-1 --head-end http://127.0.0.1:8080`))
    .action(async (id, options) => (await import('./activities.ts')).steerActivity(verb, id, options))
}

function paceCommand(): Command {
  return pacing(asking(new Command('pace')))
    .description(
      'Change how many orders of an activity may be under way at a time; what is not given is not bound',
    )
    .argument('<id>', 'of the activity')
    .addHelpText(
      'after',
      examples('ferraris activity pace night-1 --overall 50 --head-end http://127.0.0.1:8080'),
    )
    .action(async (id, options) => (await import('./create.ts')).paceActivity(id, options))
}

function replanCommand(): Command {
  return pacing(going(asking(new Command('replan'))))
    .description('Order again what came to nothing, as a new activity')
    .argument('<id>', 'of the activity before')
    .option('--name <name>', 'of the new one')
    .option(
      '--states <states>',
      'which: failed, refused, expired, cancelled, left-out',
      'failed,refused,expired',
    )
    .addHelpText('after', examples('ferraris activity replan night-1 --head-end http://127.0.0.1:8080'))
    .action(async (id, options) => (await import('./create.ts')).replanActivity(id, options))
}

function reportCommand(): Command {
  return asking(new Command('report'))
    .description('Write the report of an activity: CSV with every meter, or PDF')
    .argument('<id>', 'of the activity')
    .option('--format <format>', 'csv or pdf', 'csv')
    .option('--output <file>', 'where to; default: activity-<id>.<format>')
    .addHelpText(
      'after',
      examples('ferraris activity report night-1 --head-end http://127.0.0.1:8080 --format pdf'),
    )
    .action(async (id, options) => (await import('./report.ts')).reportActivity(id, options))
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

/**
 * `watts=3000`: numbers, true and false are taken for what they are, all else is text; so is a number with leading zeros, or with more
 * digits than a double holds, which is a name.
 */
function collectParameters(pair: string, before: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const place = pair.indexOf('=')
  if (place < 1) throw new InvalidArgumentError('Write name=value, for example watts=3000.')
  const text = pair.slice(place + 1)
  const value = /^(-?(0|[1-9]\d{0,14})(\.\d+)?|true|false)$/.test(text) ? JSON.parse(text) : text
  return { ...before, [pair.slice(0, place)]: value }
}

function parseHours(text: string): { from: string; to: string } {
  const [, from, to] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(text) ?? []
  if (from === undefined || to === undefined)
    throw new InvalidArgumentError('Write two times of day, for example 22:00-05:00.')
  return { from, to }
}

function parseShare(text: string): number {
  const share = Number(text)
  if (text !== '' && share >= 0 && share <= 1) return share
  throw new InvalidArgumentError('Write a share from 0 to 1, for example 0.05.')
}

function parseShares(text: string): number[] {
  return text.split(',').map(parseShare)
}

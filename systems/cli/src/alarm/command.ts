import { Command, Option } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { parseCount } from '../option-values.ts'
import type { DeskVerb } from './act.ts'

const severities = ['critical', 'major', 'minor', 'info']
const states = ['open', 'new', 'acknowledged', 'assigned', 'closed']

/** `ferraris alarm`: what a person must act on, meter by meter. */
export function alarmCommand(): Command {
  return new Command('alarm')
    .description('Alarms of a head-end: list them and act on them; the token is in FERRARIS_API_TOKEN')
    .addCommand(
      filtering(asking(new Command('list')))
        .description('List alarms, the gravest first')
        .option('--kind <kind>', 'of one kind, for example meterCoverRemoved')
        .option('--meter <serial>', 'of one meter')
        .option('--incident <number>', 'of one incident', parseCount)
        .addHelpText(
          'after',
          examples('ferraris alarm list --head-end http://127.0.0.1:8080 --severity critical'),
        )
        .action(async options => (await import('./alarms.ts')).listAlarms(options)),
    )
    .addCommand(
      asking(new Command('show'))
        .description('Show an alarm with its history')
        .argument('<number>', 'of the alarm', parseCount)
        .addHelpText('after', examples('ferraris alarm show 42 --head-end http://127.0.0.1:8080'))
        .action(async (id, options) => (await import('./alarms.ts')).showAlarm(id, options)),
    )
    .addCommand(acting('acknowledge', 'alarm'))
    .addCommand(acting('assign', 'alarm'))
    .addCommand(acting('comment', 'alarm'))
    .addCommand(acting('close', 'alarm'))
    .addCommand(
      asking(new Command('rules'))
        .description('List which events raise alarms')
        .option('--all', 'those that raise none, too')
        .addHelpText('after', examples('ferraris alarm rules --head-end http://127.0.0.1:8080'))
        .action(async options => (await import('./alarms.ts')).listRules(options)),
    )
    .addCommand(
      asking(new Command('silence'))
        .description('Keep a kind, a meter or a concentrator from raising alarms for a while')
        .option('--kind <kind>', 'of event')
        .option('--meter <serial>', 'a meter')
        .option('--concentrator <name>', 'a concentrator')
        .requiredOption('--ends <time>', 'until when, for example 2026-12-01T06:00:00+01:00')
        .requiredOption('--reason <text>', 'why')
        .addHelpText(
          'after',
          examples(
            "ferraris alarm silence --meter FER00000001 --ends 2026-12-01T06:00:00Z --reason 'work beside it' --head-end http://127.0.0.1:8080",
          ),
        )
        .action(async options => (await import('./alarms.ts')).silence(options)),
    )
}

/** What lists of alarms and of incidents are filtered by. */
export function filtering(command: Command): Command {
  return command
    .addOption(new Option('--state <state>', 'in one state').choices(states).default('open'))
    .addOption(new Option('--severity <severity>', 'of one severity').choices(severities))
    .option('--substation <name>', 'of one substation')
    .option('--assigned-to <name>', 'assigned to a person or a crew')
    .option('--limit <number>', 'so many at most', parseCount, 50)
}

const descriptions: Record<DeskVerb, string> = {
  acknowledge: 'Say that you have seen them',
  assign: 'Give them to a person or a crew',
  comment: 'Leave words for those who read them later',
  close: 'Close them, with what came of them',
}

/** A command that acts on alarms or incidents, by their numbers. */
export function acting(verb: DeskVerb, of: 'alarm' | 'incident'): Command {
  const command = asking(new Command(verb))
    .description(descriptions[verb])
    .argument('<numbers...>', `of ${of}s`)
  if (verb === 'assign') command.requiredOption('--to <name>', 'a person or a crew')
  if (verb === 'close' || verb === 'comment')
    command.requiredOption('--comment <text>', 'what is to be remembered of it')
  else command.option('--comment <text>', 'what is to be remembered of it')
  const more = {
    acknowledge: '',
    assign: " --to 'crew 7'",
    comment: " --comment 'called the customer'",
    close: " --comment 'fuse changed'",
  }[verb]
  return command
    .addHelpText('after', examples(`ferraris ${of} ${verb} 42 43${more} --head-end http://127.0.0.1:8080`))
    .action(async (numbers, options) => (await import('./act.ts')).act(of, verb, numbers, options))
}

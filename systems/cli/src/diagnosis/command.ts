import { Command, Option } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { parseCount } from '../option-values.ts'

const reasons = ['suspicion', 'planned-maintenance', 'unplanned-maintenance', 'removal', 'routine']

/** `ferraris diagnosis`: snapshots of meters that a head-end takes and keeps. */
export function diagnosisCommand(): Command {
  return new Command('diagnosis')
    .description('Snapshots of meters, taken and kept by a head-end; the token is in FERRARIS_API_TOKEN')
    .addCommand(takeCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(reportCommand())
}

function takeCommand(): Command {
  return asking(new Command('take'))
    .description('Take one snapshot of a meter, in one session')
    .argument('<serial>', 'of the meter')
    .addOption(new Option('--reason <reason>', 'what it is for').choices(reasons).default('suspicion'))
    .option('--note <text>', 'what was seen')
    .option('--work-request <id>', 'attach it to this work on site')
    .option('--work-order <id>', 'attach it to this work order')
    .addHelpText(
      'after',
      examples(
        'ferraris diagnosis take FER00000042 --reason removal --head-end http://127.0.0.1:8080',
        'ferraris diagnosis take FER00000042 --work-request 7d0c… --head-end http://127.0.0.1:8080',
      ),
    )
    .action(async (serial, options) => (await import('./diagnoses.ts')).takeDiagnosis(serial, options))
}

function listCommand(): Command {
  return asking(new Command('list'))
    .description('List snapshots, the newest first')
    .option('--meter <serial>', 'of one meter')
    .option('--work-request <id>', 'of one work on site')
    .option('--limit <number>', 'so many at most, up to 100', parseCount, 50)
    .addHelpText('after', examples('ferraris diagnosis list --head-end http://127.0.0.1:8080'))
    .action(async options => (await import('./diagnoses.ts')).listDiagnoses(options))
}

function showCommand(): Command {
  return asking(new Command('show'))
    .description('Show a snapshot, item by item')
    .argument('<id>', 'of the snapshot')
    .addHelpText('after', examples('ferraris diagnosis show 7d0c… --head-end http://127.0.0.1:8080'))
    .action(async (id, options) => (await import('./diagnoses.ts')).showDiagnosis(id, options))
}

function reportCommand(): Command {
  return asking(new Command('report'))
    .description('Write a snapshot as a document')
    .argument('<id>', 'of the snapshot')
    .option('--out <file>', 'where to write it; .json for JSON, else PDF', 'diagnosis.pdf')
    .addHelpText('after', examples('ferraris diagnosis report 7d0c… --head-end http://127.0.0.1:8080'))
    .action(async (id, options) => (await import('./diagnoses.ts')).writeReport(id, options))
}

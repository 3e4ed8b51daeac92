import { Command } from 'commander'
import { examples } from '../examples.ts'
import { parseCount, parsePort } from '../option-values.ts'

/** `ferraris monitoring`: the platform of a Chain 2 monitoring campaign. */
export function monitoringCommand(): Command {
  return new Command('monitoring')
    .description(
      'Run the platform of a Chain 2 monitoring campaign, and use one; the token is in FERRARIS_API_TOKEN',
    )
    .addCommand(startCommand())
    .addCommand(
      asking('show', 'Show how the campaign goes')
        .addHelpText('after', examples('ferraris monitoring show --platform http://127.0.0.1:8090'))
        .action(async options => (await import('./results.ts')).showCampaign(options)),
    )
    .addCommand(
      asking('success', 'Show success by a key')
        .option('--by <key>', 'day, kind, province, model, hour or device', 'day')
        .option('--from <day>', 'first day')
        .option('--to <day>', 'last day')
        .addHelpText(
          'after',
          examples('ferraris monitoring success --by province --platform http://127.0.0.1:8090'),
        )
        .action(async options => (await import('./results.ts')).showSuccess(options)),
    )
    .addCommand(
      asking('devices', 'List devices with their success, the worst first')
        .option('--limit <number>', 'so many at most, up to 500', parseCount, 50)
        .addHelpText(
          'after',
          examples('ferraris monitoring devices --limit 20 --platform http://127.0.0.1:8090'),
        )
        .action(async options => (await import('./results.ts')).listDevices(options)),
    )
    .addCommand(
      asking('import', 'Import counters from a CSV file of raw registers')
        .argument('<file>', 'pod;du_id;smitp_addr;system_title;meter;day;reg_inst_power;…')
        .addHelpText(
          'after',
          examples('ferraris monitoring import counters.csv --platform http://127.0.0.1:8090'),
        )
        .action(async (file, options) => (await import('./import.ts')).importCounters(file, options)),
    )
    .addCommand(
      asking('refused', 'List what could not be taken, the newest first')
        .option('--limit <number>', 'so many at most, up to 500', parseCount, 50)
        .addHelpText(
          'after',
          examples('ferraris monitoring refused --limit 20 --platform http://127.0.0.1:8090'),
        )
        .action(async options => (await import('./results.ts')).listRefused(options)),
    )
    .addCommand(
      asking('quota', 'Share the places of the campaign among what is offered')
        .addHelpText('after', examples('ferraris monitoring quota --platform http://127.0.0.1:8090'))
        .action(async options => (await import('./quota.ts')).sharePlaces(options)),
    )
    .addCommand(
      asking('report', 'Write the report: PDF with sums, or CSV with a row a device')
        .argument('<file>', 'ends with .pdf or .csv')
        .addHelpText(
          'after',
          examples('ferraris monitoring report campaign.pdf --platform http://127.0.0.1:8090'),
        )
        .action(async (file, options) => (await import('./report.ts')).writeReport(file, options)),
    )
}

function startCommand(): Command {
  return new Command('start')
    .description('Start the platform with its pages')
    .option('--port <port>', 'port of pages and REST interface, 0 for any', parsePort, 8090)
    .option('--host <address>', 'address to listen on; beyond this machine it takes TLS', '127.0.0.1')
    .option('--mqtt-port <port>', 'port where devices publish their counters, 0 for any', parsePort, 1884)
    .option(
      '--mqtt-ca <file>',
      'authority of the participants’ certificates, PEM; needed beyond this machine',
    )
    .option('--data <folder>', 'data folder (else FERRARIS_DATA, else ./data)')
    .option('--database <url>', 'postgres://… of a server to use instead of the embedded one')
    .option('--tls-cert <file>', 'certificate, PEM')
    .option('--tls-key <file>', 'its key, PEM')
    .option('--insecure-http', 'plain HTTP even where other machines can reach it')
    .option('--trust-proxy <addresses>', 'proxies in front, trusted to tell client address and TLS')
    .option(
      '--head-end <url>',
      'where the meters’ sent counters are; its token is in FERRARIS_HEAD_END_TOKEN',
    )
    .option(
      '--mail <url>',
      'mail server that takes notices to participants, smtps://…; user and password are in FERRARIS_MAIL_USERNAME and FERRARIS_MAIL_PASSWORD',
    )
    .option('--mail-from <address>', 'address that mails come from')
    .option('--json', 'print one JSON document once it runs')
    .addHelpText(
      'after',
      examples(
        'ferraris monitoring start --data /var/lib/ferraris-monitoring',
        'ferraris monitoring start --head-end http://127.0.0.1:8080',
        'ferraris monitoring start --mail smtps://mail.example --mail-from campaign@utility.example',
      ),
    )
    .action(async options => (await import('./start.ts')).startMonitoring(options))
}

function asking(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .requiredOption('--platform <url>', 'https://monitoring.example')
    .option('--json', 'print one JSON document')
}

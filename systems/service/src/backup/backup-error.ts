import { type Declarations, defineErrors, detailAndRemedy } from '@ferraris/errors'

const backupErrors = {
  'backup-folder-unusable': [
    'local',
    'the folder of backups cannot be used',
    'name a folder on another disk that this user may write',
  ],
  'backup-missing': [
    'local',
    'there is no whole backup here',
    'name the folder that was given to `head-end start --backups` or `backup --to`',
  ],
  'backup-broken': [
    'local',
    'the backup cannot be read back',
    'restore an older one with --until, or look at the disk of the backups',
  ],
  'nothing-to-back-up': [
    'local',
    'the data folder holds nothing',
    'name the data folder of a head-end or a concentrator with --data',
  ],
  'target-in-use': [
    'local',
    'the data folder to restore into is not empty',
    'name a new folder with --data; nothing is overwritten',
  ],
  'until-unreachable': [
    'local',
    'the backups do not reach this instant',
    'choose an instant between the oldest and the newest backup; `backup list` shows them',
  ],
} as const satisfies Declarations

/** A backup cannot be made, or not be brought back. */
export class BackupError extends defineErrors('backup', backupErrors, detailAndRemedy) {}

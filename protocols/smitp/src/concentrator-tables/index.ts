export {
  type ConcentratorRowKind,
  type ConcentratorRowName,
  concentratorCatalogue,
  meterTables,
  runEntryCommand,
  settingRows,
} from './catalogue.ts'

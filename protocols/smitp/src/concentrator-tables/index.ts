export {
  type ConcentratorRowKind,
  type ConcentratorRowName,
  concentratorCatalogue,
  meterStates,
  meterTables,
  runEntryCommand,
  settingRows,
} from './catalogue.ts'

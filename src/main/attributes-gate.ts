import { attributes } from '../drivers/gates/attributes.ts'
import { fileMarksOf } from '../host/file-marks-of.ts'
import { machine } from '../host/machine.ts'
import type { Gate } from '../upgrade/ports.ts'

export function attributesGate(): Gate {
  return attributes({ disk: machine.disk, marksOf: fileMarksOf })
}

/** The limits of this folder. Answers of interfaces; a single upload to S3 is never larger than five gibibytes. */
export const answerBytesMax = 8 * 1024 * 1024
export const errorBytesMax = 64 * 1024
export const stallMs = 120_000
export const s3ObjectBytesMax = 5 * 1024 ** 3

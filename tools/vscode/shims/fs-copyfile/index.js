// Stands in for the native @vscode/fs-copyfile, which clones files where the file system can.
const { copyFile } = require('node:fs/promises');

exports.copyFile = copyFile;
exports.isCloneSupported = async () => false;

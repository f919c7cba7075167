// Stands in for the native @vscode/native-watchdog, which ends an orphaned extension host: the server's group is ended here.
exports.start = () => {};

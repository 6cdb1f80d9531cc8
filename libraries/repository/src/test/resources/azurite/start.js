// Azurite ends when whoever started it does.
process.stdin.on("end", () => process.exit()).resume();
require("azurite/dist/src/blob/main.js");

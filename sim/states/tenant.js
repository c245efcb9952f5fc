#!/usr/bin/node
// Another tenant of the host, under the same PM2: it answers, and streams until it is cut off.
"use strict";
const http = require("http");

const port = Number(process.argv[process.argv.indexOf("--port") + 1]);

http
  .createServer((request, response) => {
    if (request.url !== "/stream") {
      response.end("backend");
      return;
    }
    const beat = setInterval(() => response.write("backend\n"), 100);
    response.on("close", () => clearInterval(beat));
  })
  .listen(port, "0.0.0.0");

// PM2's configuration of the AI service.
// Written by `deploy provision`; a change by hand is undone by the next one. It takes effect when a
// deployment starts the service anew: PM2 keeps the old paths of an entry that it restarts.
//
// cwd, PYTHONPATH and script lead through links into the live release, so this file never changes
// with a release. No secret stands here: PM2 would show it in `pm2 jlist` and keep it in dump.pm2.
// kill_timeout, in milliseconds: uvicorn finishes the requests in flight, and no longer listens
// meanwhile. PM2's own 1600 would cut off whatever takes longer.
module.exports = {
  "apps": [
    {
      "name": "$app_name",
      "script": "$base/app/ai/venv/bin/uvicorn",
      "args": "api.main:app --host 0.0.0.0 --port $port",
      "interpreter": "none",
      "exec_mode": "fork",
      "instances": 1,
      "cwd": "$base/app/ai/ai_app",
      "autorestart": true,
      "watch": false,
      "max_memory_restart": "1G",
      "kill_timeout": $kill_timeout_ms,
      "out_file": "$base/logs/ai/out.log",
      "error_file": "$base/logs/ai/error.log",
      "merge_logs": true,
      "env_production": {
        "PYTHONPATH": "$base/app/ai/ai_app"
      }
    }
  ]
};

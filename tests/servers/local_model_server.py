"""llama.cpp's server on loopback: local_model_server.py MODEL PORT"""

import signal
import sys

import xllamacpp

# The model was trained on texts, not on conversations: it goes on with what it reads.
TEMPLATE = "{% for message in messages %}{{ message['content'] }}\n{% endfor %}Output:"

params = xllamacpp.CommonParams()
params.model.path, params.hostnames, params.port = sys.argv[1], ["127.0.0.1"], int(sys.argv[2])
params.n_ctx, params.n_parallel, params.chat_template, params.use_jinja = 8192, 1, TEMPLATE, True
# Several would wait for each other where the machine is busy.
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
server = xllamacpp.Server(params)
signal.sigwait({signal.SIGTERM})

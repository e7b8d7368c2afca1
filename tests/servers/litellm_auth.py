"""The keys that LiteLLM takes: all but two, of which one is refused as with a database of keys, one as without."""

from litellm.proxy._types import ProxyException, UserAPIKeyAuth

REFUSED = {
    "sk-5b7e21f4d0936ca8": ("Authentication Error, Invalid proxy server token passed.", "token_not_found_in_db", 401),
    "sk-e8416fd20b95c73a": ("No connected db.", "no_db_connection", 400),
}


async def check(_request, api_key):
    if api_key in REFUSED:
        message, kind, code = REFUSED[api_key]
        raise ProxyException(message=message, type=kind, param=None, code=code)
    return UserAPIKeyAuth(api_key=api_key)
